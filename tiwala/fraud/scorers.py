"""The models that score a try: the live one, whose word rules may ask for, and the one in shadow beside it."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tiwala.fraud.errors import ModelRefused
from tiwala.fraud.facts import Known, Score, ScoreReason, Scores, Verdict
from tiwala.fraud.learning import model as models
from tiwala.fraud.learning.calibration import chance_of
from tiwala.fraud.learning.grouping import group_of
from tiwala.fraud.learning.model import Model
from tiwala.fraud.taught import ModelVersion
from tiwala.kit import logs
from tiwala.kit.conf import conf

log = logs.logger(__name__)
SCORE_TOP: Final = 1000
REASONS_MOST: Final = 3
_POINTS_TWICE: Final = 10
"""So many points are twice the odds."""
_POINTS_LEAST: Final = 1


@dataclass(frozen=True, slots=True)
class Scorer:
    """A version that stands: its model (None when it cannot be read), and how severe a verdict its score may carry."""

    ref: str
    is_live: bool
    model: Model | None
    carries: Verdict
    usual: Mapping[str, float] = field(default_factory=dict)


def carried(frauds: int) -> Verdict:
    """How severe a verdict may lean on a model that learned from so many frauds (fraud.md 4.5)."""
    if frauds >= conf.fraud.model_block_from:
        return "block"
    return "step_up" if frauds >= conf.fraud.model_step_up_from else "review"


def scorer_of(version: ModelVersion, *, is_live: bool) -> Scorer:
    """Read a version, its sum first; what cannot be read stands without a model, and is told in the log."""
    try:
        model: Model | None = read_whole(version)
    except ModelRefused as refused:
        log.error("fraud.model_unreadable", model_ref=version.public_id, part=str(refused.facts.get("part")))
        model = None
    columns = version.spreads.get("columns", {})
    usual = {name: one["usual"] for name, one in columns.items() if one.get("usual") is not None}
    return Scorer(version.public_id, is_live, model, carried(version.frauds), usual)


def read_whole(version: ModelVersion) -> Model:
    """The model of a version; ModelRefused when it is not the one that was trained, or none."""
    if hashlib.sha256(version.document.encode()).hexdigest() != version.sha256:
        raise ModelRefused("sha256")
    try:
        return models.read(json.loads(version.document))
    except (ValueError, RecursionError) as broken:
        raise ModelRefused("json") from broken


def scores_of(known: Known, scorers: Iterable[Scorer]) -> Scores:
    """What each says of a try. Never raises: without a score the rules go on, and the trouble is kept."""
    began, live, shadow, carries = time.perf_counter(), None, None, carried(0)
    for one in scorers:
        score = _asked(one, known)
        if one.is_live:
            live, carries = score, one.carries
        else:
            shadow = score
    asked = live is not None or shadow is not None
    return Scores(live, shadow, carries, int((time.perf_counter() - began) * 1_000_000) if asked else None)


def _asked(scorer: Scorer, known: Known) -> Score:
    if scorer.model is None:
        return Score(None, (), scorer.ref, "unreadable")
    try:
        added, shares = scorer.model.shares(known)
        value = round(chance_of(scorer.model.curve, added) * SCORE_TOP)
        return Score(value, _reasons(scorer, shares, known), scorer.ref)
    except Exception as trouble:  # noqa: BLE001 -- a model that breaks stops no payment
        log.error("fraud.model_broken", model_ref=scorer.ref, error=type(trouble).__name__)
        return Score(None, (), scorer.ref, "broken")


def _reasons(scorer: Scorer, shares: Mapping[str, float], known: Known) -> tuple[ScoreReason, ...]:
    """Columns that say nearly the same speak together, by the name of the loudest of those that are known."""
    together: dict[str, float] = {}
    loudest: dict[str, str] = {}
    for name, share in sorted(shares.items(), key=lambda one: -one[1]):
        group = group_of(name)
        together[group] = together.get(group, 0.0) + share
        if known.get(name) is not None:
            loudest.setdefault(group, name)
    found = [
        ScoreReason(
            loudest[group], _points(share), _number(known[loudest[group]]), _usual(scorer, loudest[group], known)
        )
        for group, share in together.items()
        if group in loudest and _points(share) >= _POINTS_LEAST
    ]
    return tuple(sorted(found, key=lambda one: (-one.points, one.attribute))[:REASONS_MOST])


def _points(share: float) -> int:
    return round(share / math.log(2) * _POINTS_TWICE)


def _usual(scorer: Scorer, name: str, known: Known) -> float | None:
    """What is usual for this customer where that is known, else in the history that taught the model."""
    own = known.get("usual_minor") if name == "amount_minor" else None
    return _number(own) if own is not None else scorer.usual.get(name)


def _number(value: object) -> float | bool | None:
    return value if isinstance(value, (int, float)) else None
