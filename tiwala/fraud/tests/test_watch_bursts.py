"""What is unusual is told once, while it goes on; and again when it comes again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tiwala.audit.models import Record
from tiwala.events.models import Message
from tiwala.fraud.actions.count_hours import count_hours
from tiwala.fraud.actions.learn_card import learn_card
from tiwala.fraud.actions.note_ending import note_ending
from tiwala.fraud.actions.watch_bursts import watch_bursts
from tiwala.fraud.facts import CardFacts
from tiwala.fraud.models import Assessment, Burst, Hour, Sighting
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.hold(NOON):
        yield


def many(n: int, *, ends: str = "", cards: bool = False, **more: str) -> None:
    """So many tries of strangers just now."""
    for place in range(n):
        tried(ends=ends, **{"customer_ref": f"cus_{place}", **more})
        if cards:
            ref = Sighting.objects.latest("id").payment_ref
            learn_card(ref, CardFacts("acc", fingerprint=f"card {place}"))


def watch(minutes: float = 0) -> list[str]:
    with clock.hold(NOON + timedelta(minutes=minutes)):
        return [one.kind for one in watch_bursts(by=SYSTEM)]


def test_a_quiet_hour_is_nothing_unusual() -> None:
    many(9, ends="card_declined")
    assert watch() == []
    assert not Task.objects.exists()


def test_many_declines_are_told_once_however_long_they_go_on() -> None:
    many(10, ends="card_declined")
    assert watch() == ["declines"]
    assert [watch(minutes) for minutes in (1, 2, 9)] == [[], [], []]
    assert Task.objects.filter(kind="fraud_burst").count() == 1
    assert Message.objects.filter(name="fraud.burst_began").count() == 1
    assert Record.objects.filter(tag="fraud_burst:begin").count() == 1


def test_what_grows_is_kept_and_what_was_quiet_for_half_an_hour_is_over() -> None:
    many(10, ends="card_declined")
    watch()
    many(6, ends="card_declined")
    watch(2)
    assert Burst.objects.get().n == 16
    watch(20)
    assert Burst.objects.get().ended_at is None
    watch(33)
    assert Burst.objects.get().ended_at is not None
    assert Record.objects.filter(tag="fraud_burst:end").exists()


def test_one_that_comes_again_is_told_again() -> None:
    many(10, ends="card_declined")
    watch()
    watch(45)
    with clock.hold(NOON + timedelta(hours=2)):
        many(10, ends="card_declined")
        assert [one.kind for one in watch_bursts(by=SYSTEM)] == ["declines"]


def test_what_is_usual_here_is_no_burst() -> None:
    for hours in range(1, 200):
        for name, n in (("tries", 240), ("declined", 90)):
            Hour.objects.create(at=NOON.replace(minute=0) - timedelta(hours=hours), name=name, n=n)
    many(40, ends="card_declined")
    assert watch() == []
    many(6, ends="card_declined")
    assert watch() == ["declines"]  # 46, and three times 15 is 45


def test_many_cards_by_one_address_are_one_burst_by_one_of_its_keys() -> None:
    many(8, ends="card_declined", cards=True, ip=OFFICE, device_key="thief")
    assert watch() == ["cards"]
    assert Burst.objects.get(kind="cards").about == "ip"
    assert [watch(minutes) for minutes in (1, 2)] == [[], []]


def test_an_office_that_pays_well_is_no_burst() -> None:
    many(12, ends="paid", cards=True, ip=OFFICE)
    assert watch() == []


def test_refusals_in_a_row_are_told() -> None:
    many(8)
    for one in Sighting.objects.all():
        note_ending(one.payment_ref, how="blocked")
    assert watch() == []  # nothing was refused by us: the assessments say so
    Assessment.objects.bulk_create(
        Assessment(
            payment_ref=f"pay_b{place}",
            verdict="block",
            is_shadow=False,
            is_degraded=False,
            values={},
            reasons=[],
            listed=[],
            took_us=1,
        )
        for place in range(8)
    )
    assert watch() == ["blocks"]


def test_disputes_above_the_limit_are_told_and_rest_for_a_week() -> None:
    for place in range(20):
        tried(ends="paid", customer_ref=f"cus_{place}")
        if place < 5:
            note_ending(Sighting.objects.latest("id").payment_ref, how="disputed")
    count_hours()
    assert watch() == ["disputes"]
    burst = Burst.objects.get()
    assert (burst.about, burst.n, burst.usual) == ("all", 2500, 100)
    Hour.objects.filter(name="disputed").update(n=0)
    watch(60)
    assert Burst.objects.get().ended_at is None
    watch(60 * 24 * 7)
    assert Burst.objects.get().ended_at is not None


def test_two_looks_at_once_cannot_begin_the_same_twice() -> None:
    Burst.objects.create(kind="tries", n=1, usual=1)
    with pytest.raises(IntegrityError, match="fraud_burst_once"), transaction.atomic():
        Burst.objects.create(kind="tries", n=1, usual=1)
