"""A person is told how their tries were judged, in plain words, and learns nothing that helps a thief."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.note_blocked import note_blocked
from tiwala.fraud.actions.note_label import note_label
from tiwala.fraud.models import Assessment, Review, Sighting
from tiwala.fraud.packs import FIRST_DAY, PACKS
from tiwala.fraud.personal_data import held_about
from tiwala.fraud.telling import OF_PACK, how_it_works
from tiwala.fraud.tests.makers import a_try, goes_live, looked_at
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db
THROWN = "ana@mailinator.com"


def scored(score: int, *reasons: str) -> str:
    """A try that a model gave this number."""
    facts = a_try()
    assess_try(facts)
    thought = Assessment.objects.get(payment_ref=facts.payment_ref)
    Assessment.objects.create(
        payment_ref=f"{facts.payment_ref}_scored",
        verdict="accept",
        is_shadow=False,
        is_degraded=False,
        values=thought.values,
        reasons=[],
        listed=[],
        took_us=1,
        score=score,
        model_ref="fmv_1",
        score_reasons=[{"attribute": one, "points": 40, "value": 7.25, "usual": 1.0} for one in reasons],
    )
    return f"{facts.payment_ref}_scored"


def told_of(payment_ref: str) -> dict[str, str]:
    Sighting.objects.create(
        payment_ref=payment_ref, customer_ref="cus_told", method="card", amount_minor=1, currency="PHP"
    )
    [told] = held_about("cus_told")
    return told


def test_what_spoke_against_a_try_is_told_in_kind_and_no_rule_or_value_is():
    goes_live("throwaway_mail")
    assess_try(a_try(mail=THROWN))
    [told] = held_about("cus_ana")
    assert told["what_came_of_watching"] == "It was marked for a person to look at."
    assert told["what_spoke_against_it"] == "how new the account or its addresses are"
    assert told["what_people_found"] == "A person will look at it."
    assert told["judged_at"]
    text = json.dumps(told)
    assert not any(rule.name in text for rule in FIRST_DAY)


def test_what_only_rules_in_shadow_said_counted_for_nothing_and_is_not_told():
    assess_try(a_try(mail=THROWN))
    [told] = held_about("cus_ana")
    assert (told["what_came_of_watching"], told["what_spoke_against_it"]) == ("Nothing: it was watched only.", "")


def test_a_refused_try_is_told_as_refused_and_one_that_went_on_as_that():
    goes_live("throwaway_mail")
    facts = a_try(mail=THROWN)
    assess_try(facts)
    note_blocked(facts.payment_ref, reason="denied")
    assert held_about("cus_ana")[0]["what_came_of_watching"] == "It was refused."


@pytest.mark.parametrize(("score", "word"), [(0, "low"), (49, "low"), (50, "middle"), (299, "middle"), (300, "high")])
def test_the_number_of_a_model_is_told_in_a_word(score, word):
    told = told_of(scored(score, "times_middle", "shared_risk"))
    assert told["chance_of_fraud_by_the_model"] == word
    assert "7.25" not in json.dumps(told)
    assert bool(told["what_spoke_against_it"]) == (word != "low")


def test_columns_of_one_kind_are_told_once():
    told = told_of(scored(800, "times_middle", "amount_minor", "is_new_method"))
    assert told["what_spoke_against_it"] == "an amount far from what is usual for you; other facts of the payment"


def test_what_people_found_and_what_became_known_is_told_without_their_note():
    looked_at("pay_1", "cus_ana")
    review = Review.objects.get()
    close_review(review.public_id, outcome="cleared", note="Maria called him", by=SYSTEM)
    note_label("pay_1", kind="dispute_other", source="dsp_1")
    [told] = held_about("cus_ana")
    assert told["what_people_found"].startswith("A person looked at it and found it in order.")
    assert "a bank disputed it for another reason (20" in told["what_became_known"]
    assert "Maria" not in json.dumps(told)


def test_every_pack_has_a_word_and_all_of_it_reads_in_filipino():
    with translation.override("fil"):
        sentences = how_it_works(13)
    assert len(sentences) == len(how_it_works(13)) == 4
    assert not set(sentences) & set(how_it_works(13))
    assert set(PACKS) == set(OF_PACK)
