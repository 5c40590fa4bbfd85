"""A rule is asked of what was seen, and what it would have done is counted honestly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.note_label import note_label
from tiwala.fraud.backtest import stored
from tiwala.fraud.backtest.run import backtest
from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.handlers import hear_captured, hear_failed
from tiwala.fraud.tests.makers import a_try, goes_live
from tiwala.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)
LARGE = "amount_minor > 500000"


@pytest.fixture(autouse=True)
def _march() -> Iterator[None]:
    with clock.hold(START):
        yield


def seen(minor: int, *, ends: str = "paid", days: int = 0) -> str:
    """One assessed try so many days after START, and what became of it."""
    with clock.hold(START + timedelta(days=days)):
        facts = a_try(minor, customer_ref=f"cus_{minor}_{days}_{ends}")
        assess_try(facts)
        if ends in ("paid", "disputed"):
            hear_captured(payment_ref=facts.payment_ref)
        if ends == "disputed":
            note_label(facts.payment_ref, kind="dispute_fraud", source="dispute:1")
        if ends in ("declined", "blocked"):
            hear_failed(payment_ref=facts.payment_ref, how=ends, reason="card_declined")
    return facts.payment_ref


def look(text: str = LARGE, *, days: int = 100):
    with clock.hold(START + timedelta(days=days)):
        return backtest(text, since=START)


def test_fraud_caught_and_good_payers_hurt_are_counted_apart_with_their_money():
    caught = seen(900_000, ends="disputed")
    hurt = seen(700_000)
    seen(100_000, ends="disputed")
    seen(100_000)
    tally = look()
    assert (tally.tries, tally.hits.tries, tally.hits.minor["PHP"]) == (4, 2, 1_600_000)
    assert (tally.known_fraud, tally.known_good) == (2, 2)
    assert tally.by_outcome["fraud"].minor["PHP"] == 900_000
    assert tally.by_outcome["good"].minor["PHP"] == 700_000
    assert (tally.precision, tally.recall) == (0.5, 0.5)
    assert tally.examples == [("fraud", caught), ("good", hurt)]


def test_what_was_blocked_declined_or_is_young_proves_nothing():
    seen(900_000, ends="blocked")
    seen(900_000, ends="declined")
    seen(900_000, days=99)
    tally = look()
    assert {one: sums.tries for one, sums in tally.by_outcome.items()} == {
        "fraud": 0,
        "good": 0,
        "blocked": 1,
        "declined": 1,
        "open": 1,
    }
    assert tally.precision is None
    assert tally.recall is None


def test_a_person_who_cleared_it_is_believed_at_once_and_one_who_confirmed_it_before_all():
    cleared, confirmed = seen(900_000, days=99), seen(800_000, ends="blocked", days=99)
    note_label(cleared, kind="cleared", source="review:1")
    note_label(confirmed, kind="cleared", source="review:2")
    note_label(confirmed, kind="confirmed", source="review:3")
    assert look().examples == [("fraud", confirmed), ("good", cleared)]


def test_weeks_and_other_rules_of_the_same_tries_are_told():
    seen(900_000, ends="disputed", days=1)
    seen(900_000, days=8)
    seen(1_000, days=8)
    tally = look('method == "card" and amount_minor > 0')
    assert {start.isoformat(): (week.tries, week.hits, week.fraud) for start, week in tally.weeks.items()} == {
        "2026-03-02": (1, 1, 1),
        "2026-03-09": (2, 2, 0),
    }
    assert tally.already == 0


def test_what_live_rules_had_caught_in_any_case_is_said():
    goes_live("throwaway_mail")
    assess_try(a_try(900_000, mail="a@mailinator.com"))
    assess_try(a_try(800_000))
    tally = look()
    assert (tally.hits.tries, tally.already, tally.together["throwaway_mail"]) == (2, 1, 1)


def test_a_long_history_goes_by_in_chunks_and_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(stored, "CHUNK", 2)
    refs = [seen(900_000 + number, ends="disputed") for number in range(5)]
    told = []
    with clock.hold(START + timedelta(days=100)):
        tally = backtest(LARGE, since=START, show=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5), (5, 5), (5, 5)]
    assert tally.hits.tries == 5
    assert [ref for _, ref in tally.examples] == refs[::-1]


def test_no_more_than_twenty_examples_are_kept():
    refs = [seen(900_000 + number) for number in range(25)]
    assert [ref for _, ref in look().examples] == refs[:4:-1]


def test_later_knowledge_does_not_change_what_was_known_then():
    seen(500, days=1)
    for day in range(6):
        seen(900_000, days=2 + day)
    assert look("customer_paid > 0").hits.tries == 0  # each customer was new when it was assessed


def test_an_empty_history_and_no_rule_are_both_answered():
    assert look().tries == 0
    with pytest.raises(RuleRefused):
        look("amount_minor >")
