"""What people read: amounts and dates, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.ui.templatetags import ui

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def manila():
    with clock.hold(NOON), timezone.override("Asia/Manila"), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (150_000, "PHP", "₱1,500.00"),
        (5, "PHP", "₱0.05"),
        (-476_280, "PHP", "-₱4,762.80"),
        (150_000, "JPY", "¥150,000"),
        (9_000_000_000_000_000, "PHP", "₱90,000,000,000,000.00"),
    ],
)
def test_money_is_written_with_its_sign_and_its_decimals(minor, currency, words):
    assert ui.money(Money(minor, currency)) == words
    assert ui.money(minor, currency) == words


def test_decimals_come_from_iso_4217_where_babel_thinks_otherwise():
    assert ui.money(1_500, "IQD").endswith("1.500")


def test_no_money_at_all_is_an_empty_text():
    assert ui.money(None) == ui.money("") == ""


def test_a_day_is_written_in_words_and_says_the_year_only_when_it_is_another():
    assert ui.day(date(2026, 12, 4)) == "Friday, 4 December"
    assert ui.day(date(2027, 1, 4)) == "Monday, 4 January 2027"


def test_a_day_reads_filipino_for_a_filipino_reader():
    with translation.override("fil"):
        assert ui.day(date(2026, 12, 4)) == "Biyernes, 4 Disyembre"


def test_an_instant_is_told_in_the_businesss_zone():
    assert ui.when(datetime(2026, 12, 3, 23, 5, tzinfo=UTC)).replace("\u202f", " ") == "Friday, 4 December, 7:05 AM"
    assert ui.short_day(datetime(2026, 12, 3, 23, 5, tzinfo=UTC)) == "4 Dec 2026"


def test_how_long_since_and_until():
    assert ui.ago(NOON - timedelta(hours=2)) == "2 hours ago"
    assert ui.ago(NOON + timedelta(days=3)) == "in 3 days"
    assert ui.ago(None) == ui.when(None) == ui.day(None) == ui.short_day(None) == ""


def test_a_state_wears_words_and_a_tone_and_an_unknown_one_stays_neutral():
    assert (ui.state("overdue"), ui.tone("overdue")) == ("Overdue", "danger")
    assert (ui.state("half_done"), ui.tone("half_done")) == ("Half done", "neutral")
