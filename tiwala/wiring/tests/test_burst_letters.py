"""A burst is told by letter to those who look at payments, and names nobody."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.makers import make_business
from tests.races.at_once import at_once
from tiwala.events.actions.deliver import deliver
from tiwala.events.actions.publish import publish
from tiwala.events.models import Delivery
from tiwala.fraud.events import BurstBegan
from tiwala.fraud.models import Burst
from tiwala.fraud.tests.makers import a_burst
from tiwala.identity.tests.people import make_cora
from tiwala.kit import clock, ids
from tiwala.notify.models import Letter
from tiwala.wiring.burst_letters import tell_began

pytestmark = pytest.mark.django_db


def test_whoever_looks_at_payments_gets_one_and_nobody_else_does() -> None:
    make_business()
    for role in ("owner", "cashier", "auditor"):
        make_cora(role, f"{role}@example.ph")
    ref = a_burst()
    tell_began(burst_ref=ref)
    letter = Letter.objects.get()
    assert letter.to_email == "owner@example.ph"
    assert letter.subject == "40 tries to pay within ten minutes; on a busy hour it is 2"
    assert f"/console/fraud/bursts/{ref}/" in letter.body_text


def test_it_is_in_the_readers_language_and_shows_no_key() -> None:
    make_business()
    cora = make_cora("owner", "owner@example.ph")
    cora.language = "fil"
    cora.save(update_fields=["language"])
    burst = Burst.objects.create(kind="cards", about="ip", mark=b"\x01\x02", n=9, usual=8)
    tell_began(burst_ref=burst.public_id)
    letter = Letter.objects.get()
    assert letter.subject.startswith("9 card sa loob ng isang oras")
    assert "0102" not in letter.body_text


def test_a_burst_that_is_not_there_is_told_to_nobody() -> None:
    tell_began(burst_ref=ids.encode("fbu", ids.uuid7()))
    assert not Letter.objects.exists()


def test_an_event_brought_again_after_a_crash_writes_no_second_letter() -> None:
    make_business()
    make_cora("owner", "owner@example.ph")
    ref = a_burst()
    with transaction.atomic():
        publish(BurstBegan(ref))
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="running", tries=1)
    tell_began(burst_ref=ref)  # and the worker dies before it can say so
    assert deliver(delivery.pk)
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_brought_by_many_workers_at_once_each_reader_gets_one() -> None:
    make_business()
    for name in ("one", "two"):
        make_cora("owner", f"{name}@example.ph")
    ref = a_burst()
    at_once([lambda: tell_began(burst_ref=ref)] * 6)
    assert {one.to_email for one in Letter.objects.all()} == {"one@example.ph", "two@example.ph"}
    assert Letter.objects.count() == 2


def test_the_database_decides_it() -> None:
    make_business()
    for name in ("one", "two"):
        make_cora("owner", f"{name}@example.ph")
    tell_began(burst_ref=a_burst())
    with pytest.raises(IntegrityError, match="notify_letter_once"), transaction.atomic():
        Letter.objects.update(once="the same")


def test_the_next_burst_is_told_again() -> None:
    make_business()
    make_cora("owner", "owner@example.ph")
    for _again in range(2):
        Burst.objects.update(ended_at=clock.now())
        tell_began(burst_ref=a_burst())
    assert Letter.objects.count() == 2
