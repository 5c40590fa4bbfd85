"""Several writers at once: the chain has no gap, no fork, and the anchor knows its end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tiwala.audit import anchor
from tiwala.audit.actions.record import newest, record
from tiwala.audit.actions.verify_chain import verify_chain
from tiwala.audit.models import Record
from tiwala.kit.actor import Actor

CORA = Actor("person", "usr_cora", label="Cora")


def act(number):
    try:
        with transaction.atomic():
            record("payment:capture", f"pay_{number}", by=CORA)
            if number % 7 == 0:
                transaction.set_rollback(True)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_one_chain():
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(1, 50)))

    assert list(Record.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 43))
    assert verify_chain().is_sound
    assert anchor.read() == newest()
