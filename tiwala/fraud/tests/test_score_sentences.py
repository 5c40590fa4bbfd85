"""Reasons of a score in words, with what was seen and what is usual; and the same score as the yardstick's."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from django.utils import translation

from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.learning import model as models
from tiwala.fraud.learning.lessons import LOOKED_AT
from tiwala.fraud.learning.training import COLUMNS, History, train
from tiwala.fraud.score_sentences import score_sentence
from tiwala.fraud.scorers import scorer_of, scores_of
from tiwala.fraud.taught import ModelVersion
from tiwala.kit import ids

VALUES = {"amount_minor": 12_400_00, "usual_minor": 1_150_00, "currency": "PHP", "times_middle": 10.78}


def said(attribute: str, value: object, usual: object = None, **values: object) -> str:
    reason = {"attribute": attribute, "points": 20, "value": value, "usual": usual}
    return score_sentence(reason, {**VALUES, **values})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "₱12,400.00, usually ₱1,150.00 for this customer."),
        ("fil", "₱12,400.00, karaniwang ₱1,150.00 para sa customer na ito."),
    ],
)
@pytest.mark.parametrize("attribute", ["times_middle", "times_most", "amount_z", "times_usual"])
def test_an_amount_out_of_the_habit_is_told_beside_the_usual_one(attribute, language, words):
    with translation.override(language):
        assert said(attribute, 10.78) == words


def test_a_habit_that_only_memory_knows_is_told_by_its_multiple():
    assert said("times_middle", 4.0, usual_minor=None, times_middle=4.0).startswith("₱12,400.00, usually ₱3,100.00")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("amount_minor", 12_400_00, 1_900_00.0), "₱12,400.00, usually ₱1,900.00."),
        (("amount_risk", 0.421, 0.02), "Of amounts of about this size or more, 42 % became known as fraud."),
        (("ip_declines_1h", 7, 0), "declined tries from this address in the last hour: 7, usually 0."),
        (("is_new_device", True, 0.0), f"{ATTRIBUTES['is_new_device'].says}: yes."),
        (("gone_by_now", 3, None), "gone_by_now: 3."),
        (("times_middle", None, None), "₱12,400.00, usually ₱1,150.00 for this customer."),
    ],
)
def test_every_other_reason_has_its_sentence(told, words):
    assert said(*told) == words


def test_a_guilty_key_is_told_with_its_frauds():
    words = said("shared_risk", 0.4, 0.008, shared_unexplained_28d=3, shared_kind="device")
    assert words == "3 frauds became known in 28 days with the same browser."


def test_every_attribute_a_model_looks_at_can_be_told_in_both_languages():
    for language in ("en", "fil"):
        with translation.override(language):
            for name in LOOKED_AT:
                assert said(name, 1.5, 1.0)
                assert said(name, None, None)


def test_a_stored_model_scores_a_row_as_the_yardstick_does():
    chance = np.random.default_rng(11)
    values = chance.normal(size=(4000, len(COLUMNS)))
    values[chance.random(values.shape) < 0.2] = np.nan
    odds = np.where(np.nan_to_num(values[:, 3]) > 1.2, 1.5, -3.5)
    trained = train(History(COLUMNS, values, chance.random(4000) < 1 / (1 + np.exp(-odds)), np.ones(4000)))
    assert trained is not None
    document = json.dumps(models.written(trained.model))
    version = ModelVersion(id=ids.uuid7(), document=document, frauds=99, spreads={})
    version.sha256 = hashlib.sha256(document.encode()).hexdigest()
    scorer = scorer_of(version, is_live=True)
    assert scorer.model is not None
    for row in values[:300]:
        known = {name: None if np.isnan(value) else float(value) for name, value in zip(COLUMNS, row, strict=True)}
        assert scorer.model.added(known) == pytest.approx(trained.model.added(known), abs=1e-3)
        score = scores_of(known, [scorer]).live
        assert score is not None
        assert score.value == pytest.approx(trained.model.scored(known).chance * 1000, abs=2)
