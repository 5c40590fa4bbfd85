"""Scores against what became known: as they were given, on the same tries, and not before enough is known."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection

from tiwala.approvals.actions.approve import approve
from tiwala.approvals.models import Proposal
from tiwala.approvals.tests.people import make, now
from tiwala.fraud.actions.ask_model_live import ask_model_live
from tiwala.fraud.actions.measure_drift import measure_drift
from tiwala.fraud.actions.retire_model import retire_model
from tiwala.fraud.errors import ModelWorse
from tiwala.fraud.learning.lessons import Lessons
from tiwala.fraud.learning.moved import is_worse, word_of_chance
from tiwala.fraud.learning.outcomes import Scored, held_up
from tiwala.fraud.models import ModelVersion
from tiwala.fraud.shelf import shelf
from tiwala.fraud.tests.schools import DAY_S, NOW, keep_model
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM

MATURE_S = 60 * DAY_S


def became(rows: int, frauds: int, *, age_days: float = 90.0, paid: bool = True) -> Lessons:
    """So many tries of one age, the first of them known as fraud ten days later."""
    at = np.full(rows, NOW - age_days * DAY_S)
    known = np.where(np.arange(rows) < frauds, at + 10 * DAY_S, np.inf)
    never = np.full(rows, np.inf)
    return Lessons((), np.zeros((rows, 0)), at, known, never, never, np.full(rows, paid), np.ones(rows))


def test_a_model_whose_chances_add_up_is_right_and_one_that_frightens_is_not():
    found = Scored(became(1000, 50), {"calm": np.full(1000, 0.05), "wild": np.full(1000, 0.5)})
    calm = held_up("calm", None, found, NOW, mature_s=MATURE_S)
    assert calm == {"tries": 1000, "expected": 50.0, "known": 50}
    wild = held_up("wild", None, found, NOW, mature_s=MATURE_S)
    assert word_of_chance(wild["expected"], wild["known"]) == "too_high"
    assert held_up("nobody", None, found, NOW, mature_s=MATURE_S) == {}


def test_tries_too_young_to_be_complained_of_count_for_nothing():
    """Else the few frauds that are known early would make every score look too low."""
    found = Scored(became(1000, 20, age_days=20), {"calm": np.full(1000, 0.05)})
    assert held_up("calm", None, found, NOW, mature_s=MATURE_S) == {"tries": 0, "expected": 0.0, "known": 0}


def test_declined_ones_prove_nothing():
    found = Scored(became(100, 0, paid=False), {"calm": np.full(100, 0.05)})
    assert held_up("calm", None, found, NOW, mature_s=MATURE_S)["tries"] == 0


@pytest.mark.parametrize(
    ("expected", "known", "word"),
    [
        (0.0, 0, "open"),
        (9.9, 9, "open"),
        (12.0, 12, "right"),
        (100.0, 120, "right"),
        (100.0, 200, "too_low"),
        (100.0, 40, "too_high"),
        (0.1, 10, "too_low"),
    ],
)
def test_the_word_is_sure_before_it_alarms(expected, known, word):
    assert word_of_chance(expected, known) == word


def test_two_models_are_compared_only_where_both_scored_and_enough_is_known():
    rows = 300
    good = np.where(np.arange(rows) < 12, 0.9, 0.1)
    poor = np.random.default_rng(3).random(rows)
    found = Scored(became(rows, 12), {"good": good, "poor": poor})
    told = held_up("poor", "good", found, NOW, mature_s=MATURE_S)["against"]
    assert (told["frauds"], told["goods"], told["theirs"]) == (12, 288, 1.0)
    assert is_worse(told["ours"], told["theirs"])
    poor[:3] = np.nan
    told = held_up("good", "poor", found, NOW, mature_s=MATURE_S)["against"]
    assert (told["frauds"], told["ours"], told["theirs"]) == (9, None, None)
    assert not is_worse(told["ours"], told["theirs"])
    assert held_up("good", "nobody", found, NOW, mature_s=MATURE_S)["against"]["frauds"] == 0


def test_what_is_younger_than_two_weeks_compares_nobody():
    found = Scored(became(300, 12, age_days=13.9), {"good": np.full(300, 0.1), "poor": np.full(300, 0.1)})
    assert held_up("good", "poor", found, NOW, mature_s=MATURE_S)["against"]["goods"] == 0


BOTH_SCORED = """
    INSERT INTO fraud_assessment (payment_ref, at, verdict, shadow_verdict, is_shadow, is_degraded, values, reasons,
                                  listed, took_us, score, model_ref, shadow_score, shadow_model_ref)
    SELECT 'own_' || n, now() - interval '20 days', 'accept', 'accept', false, false, '{"amount_minor": 100}', '[]',
           '[]', 1, CASE WHEN n <= 12 THEN 900 ELSE 20 END, %(live)s, n %% 100, %(shadow)s
      FROM generate_series(1, 300) n;
    INSERT INTO fraud_ending (payment_ref, how, reason, is_odd, known_at)
    SELECT payment_ref, 'paid', '', false, at FROM fraud_assessment WHERE payment_ref LIKE 'own\\_%%';
    INSERT INTO fraud_label (payment_ref, kind, occurred_at, known_at, source, weight)
    SELECT 'own_' || n, 'dispute_fraud', now() - interval '20 days', now() - interval '9 days', 'own', 1
      FROM generate_series(1, 12) n
"""


@pytest.mark.django_db
def test_a_challenger_that_ranks_worse_on_what_both_scored_is_not_put_live():
    live, one = keep_model(stage="live"), keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30))
    both_scored(live, one)
    cora = now(make("owner", "cora"))
    shadow = next(told for told in shelf(cora).standing if told.model == one)
    assert shadow.held is not None
    assert shadow.held.beside is not None
    assert (shadow.held.beside.frauds, shadow.held.beside.goods, shadow.held.beside.theirs) == (12, 288, 1.0)
    with pytest.raises(ModelWorse):
        ask_model_live(one.public_id, reason="Newer", key=ids.uuid7().hex, by=cora)


def both_scored(live: ModelVersion, shadow: ModelVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BOTH_SCORED, {"live": live.public_id, "shadow": shadow.public_id})
    measure_drift(by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_one_that_turns_out_worse_while_it_waits_is_not_put_live_and_both_figures_are_told():
    live, one = keep_model(stage="live"), keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30))
    asked = ask_model_live(one.public_id, reason="Newer", key=ids.uuid7().hex, by=now(make("owner", "cora")))
    both_scored(live, one)
    ben = now(make("admin", "ben"))
    with pytest.raises(ModelWorse) as refused:
        approve(asked.id, by=ben)
    told = refused.value.facts
    assert told["theirs"] == 1.0 > told["ours"]
    assert f"1.000 of the live one, {told['ours']:.3f} of this one" in refused.value.text
    assert ModelVersion.objects.get(stage="live") == live
    assert Proposal.objects.get().state == "asked"


@pytest.mark.django_db(transaction=True)
def test_one_that_beat_a_live_one_that_is_gone_is_compared_with_the_new_one_only():
    live, one = keep_model(stage="live"), keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30))
    asked = ask_model_live(one.public_id, reason="Newer", key=ids.uuid7().hex, by=now(make("owner", "cora")))
    both_scored(live, one)
    retire_model(live.public_id, by=SYSTEM)
    approve(asked.id, by=now(make("admin", "ben")))
    assert ModelVersion.objects.get(stage="live") == one


@pytest.mark.django_db
def test_as_long_as_too_little_is_known_people_decide():
    keep_model(stage="live")
    one = keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30))
    cora = now(make("owner", "cora"))
    assert ask_model_live(one.public_id, reason="Newer", key=ids.uuid7().hex, by=cora).state == "asked"
