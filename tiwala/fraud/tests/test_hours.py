"""Figures of an hour are those of its rows, however often it is counted, and a month is read from them alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiwala.fraud.actions.count_hours import count_hours
from tiwala.fraud.actions.learn_card import learn_card
from tiwala.fraud.actions.note_ending import note_ending
from tiwala.fraud.facts import CardFacts
from tiwala.fraud.models import Hour, Sighting
from tiwala.fraud.monitor.busy import busy_since
from tiwala.fraud.monitor.hours import Seen, Span, disputes_by_brand, seen_in
from tiwala.fraud.tests.makers import OFFICE, goes_live, tried
from tiwala.kit import clock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, 20, tzinfo=UTC)
TODAY = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.hold(NOON):
        yield


def earlier(hours: float, **more: str) -> None:
    with clock.hold(NOON - timedelta(hours=hours)):
        tried(**more)


def seen(span: Span) -> Seen:
    return seen_in(span, today=TODAY)


def counted(seen: Seen) -> tuple[int, int, int]:
    return seen.all["tries"], seen.all["paid"], seen.all["declined"]


def test_the_last_hour_is_counted_from_its_rows() -> None:
    earlier(0.1, ends="paid")
    earlier(0.5, ends="card_declined")
    earlier(1.5, ends="paid")
    found = seen("hour")
    assert counted(found) == (2, 1, 1)
    assert found.approved_percent == 50.0
    assert [slot.n["tries"] for slot in found.slots] == [0] * 7 + [1] + [0] * 5 + [1, 0]


def test_a_day_and_a_month_are_the_kept_hours_and_what_is_newer() -> None:
    for hours in (0.1, 3, 22, 26, 24 * 20):
        earlier(hours, ends="paid")
    for _run in range(12):
        count_hours()
    earlier(0.05, ends="card_declined")
    assert counted(seen("day")) == (4, 3, 1)
    assert counted(seen("month")) == (6, 5, 1)
    assert len(seen("day").slots) == 24
    assert len(seen("month").slots) == 30
    assert not seen("month").is_behind


def test_counted_again_an_hour_stays_the_same() -> None:
    earlier(2, ends="paid")
    for _run in range(3):
        count_hours()
    assert counted(seen("day")) == (1, 1, 0)
    assert Hour.objects.filter(name="tries", n=1).count() == 1


def test_what_is_told_later_belongs_to_the_hour_it_is_told_in() -> None:
    earlier(20, ends="paid")
    count_hours()
    note_ending(Sighting.objects.get().payment_ref, how="disputed")
    assert seen("hour").all["disputed"] == 1
    assert seen("day").all["disputed"] == 1


def test_a_job_that_does_not_run_is_told() -> None:
    earlier(5, ends="paid")
    with clock.hold(NOON - timedelta(hours=4)):
        count_hours()
    earlier(0.1)
    assert seen("day").is_behind
    count_hours()
    assert not seen("day").is_behind


def test_what_live_rules_said_is_counted_and_shadow_is_not() -> None:
    tried(mail="x@mailinator.com")
    goes_live("throwaway_mail")
    tried(mail="y@mailinator.com")
    assert seen("hour").all["review"] == 1


def test_disputes_are_told_by_the_brand_of_the_card() -> None:
    for brand in ("Visa", "Visa", "Mastercard"):
        tried(ends="paid")
        ref = Sighting.objects.latest("id").payment_ref
        learn_card(ref, CardFacts("acc", fingerprint=f"f{ref}", brand=brand))
    note_ending(ref, how="disputed")
    count_hours()
    assert disputes_by_brand(NOON) == {"all": (1, 3), "mastercard": (1, 1), "visa": (0, 2)}


def test_the_busiest_key_comes_first_and_a_lonely_one_never() -> None:
    for _again in range(4):
        tried(ip=OFFICE, customer_ref="cus_bad", ends="card_declined")
    for place in range(5):
        tried(ip="198.51.100.4", customer_ref=f"cus_{place}", ends="paid")
    tried(ip="192.0.2.9", customer_ref="cus_lone")
    found = busy_since(NOON - timedelta(hours=1))
    assert {(one.about, one.tries, one.declined) for one in found} == {
        ("ip", 4, 4), ("net", 4, 4), ("customer", 4, 4), ("ip", 5, 0), ("net", 5, 0)
    }  # fmt: skip
    assert found[0].declined == 4


def test_each_look_is_one_statement() -> None:
    earlier(2, ends="paid")
    for span in ("hour", "day", "month"):
        with CaptureQueriesContext(connection) as asked:
            seen(span)
        assert len(asked) == 1
