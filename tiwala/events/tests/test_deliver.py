from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tiwala.events.actions.deliver import LEASE, PAUSES_S, deliver, send_again
from tiwala.events.actions.publish import publish
from tiwala.events.actions.redeliver import KEEP, forget, redeliver
from tiwala.events.models import Delivery, Message
from tiwala.events.tests.conftest import CupFilled, drink, heard, queued, spill
from tiwala.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)


def told(*, cup="cup_1"):
    with transaction.atomic():
        publish(CupFilled(cup, 500, (("inv_1", 500),)))
    return list(Delivery.objects.order_by("pk").values_list("pk", flat=True))


def later(by):
    return clock.hold(clock.now() + by)


def test_each_who_hears_gets_the_fields_it_asked_for():
    first, second = told()

    assert deliver(first)
    assert deliver(second)
    message = Message.objects.get()
    assert heard == [("drink", "cup_1", 500), ("wash", "cup_1", message.public_id, [["inv_1", 500]])]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_a_delivery_that_is_done_is_not_run_again():
    first, _ = told()
    deliver(first)

    assert deliver(first) is False
    assert len(heard) == 1


def test_two_workers_run_a_handler_once():
    pks = told() + told(cup="cup_2")

    def bring(pk):
        try:
            return deliver(pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        ran = list(pool.map(bring, sorted(set(pks)) * 6))

    assert sum(ran) == 4
    assert sorted(entry[0] for entry in heard) == ["drink", "drink", "wash", "wash"]


def test_a_worker_that_died_leaves_the_delivery_to_the_next_after_its_lease():
    first, _ = told()
    now = clock.now()
    Delivery.objects.filter(pk=first).update(state="running", tries=1, free_at=now + LEASE)

    assert deliver(first) is False
    with later(LEASE + timedelta(seconds=1)):
        assert deliver(first)
    assert Delivery.objects.get(pk=first).tries == 2


def test_a_handler_that_breaks_is_tried_again_later(wiring):
    wiring({CupFilled: [spill]})
    (only,) = told()

    assert deliver(only) is False
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.last_error) == ("waiting", 1, "RuntimeError")
    assert deliver(only) is False
    assert len(heard) == 1
    wiring({CupFilled: [drink]})
    Delivery.objects.update(handler=f"{drink.__module__}.drink")
    with later(timedelta(seconds=PAUSES_S[0] + 1)):
        assert deliver(only)


def test_a_handler_that_keeps_breaking_is_handed_to_a_person_and_can_be_sent_again(wiring):
    wiring({CupFilled: [spill]})
    (only,) = told()
    Delivery.objects.update(tries=len(PAUSES_S))
    deliver(only)

    assert Delivery.objects.get().state == "failed"
    (task,) = queued("tasks.raise")
    assert task["kind"] == "delivery_failed"
    assert "ana@" not in str(task)
    send_again(only)
    assert (Delivery.objects.get().state, Delivery.objects.get().tries) == ("waiting", 0)


def test_one_who_breaks_does_not_hold_up_another(wiring):
    wiring({CupFilled: [spill, drink]})
    first, second = told()

    assert [deliver(first), deliver(second)] == [False, True]


def test_a_handler_that_is_gone_from_the_page_is_let_go(wiring):
    first, _ = told()
    wiring({CupFilled: []})

    assert deliver(first)


def test_what_nobody_is_bringing_is_queued_again():
    told()

    assert redeliver() == 0
    with later(timedelta(minutes=1)):
        assert redeliver() == 2
    assert len(queued("events.deliver")) == 4


def test_old_messages_are_forgotten_when_they_were_all_delivered():
    first, second = told()
    deliver(first)
    with later(KEEP + timedelta(days=1)):
        assert forget() == 0
        deliver(second)
        assert forget() == 1
    assert not Delivery.objects.exists()
