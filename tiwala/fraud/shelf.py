"""The models as people read them: what stands, what there is to learn from, what moved, and what the last night did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from tiwala.fraud.facts import Verdict
from tiwala.fraud.learning.enough import Enough, enough
from tiwala.fraud.learning.moved import is_worse, word_of, word_of_chance
from tiwala.fraud.modelling import is_watched
from tiwala.fraud.models import Drift, ModelVersion, Training
from tiwala.fraud.scorers import carried
from tiwala.fraud.states import ModelStage
from tiwala.kit.actor import Actor

NEWEST: Final = 20
_ORDER: Final = [ModelStage.LIVE, ModelStage.SHADOW, ModelStage.DRAFT, ModelStage.RETIRED]


@dataclass(frozen=True, slots=True)
class Moved:
    """How far one column has moved, and the word for it: steady, moving or changed."""

    attribute: str
    shift: float
    word: str


@dataclass(frozen=True, slots=True)
class Beside:
    """How it ranks beside the live model, on tries that both scored as they happened; None while too few are known."""

    model_ref: str
    frauds: int
    goods: int
    ours: float | None
    theirs: float | None

    @property
    def is_worse(self) -> bool:
        """Whether the live one is surely better."""
        return is_worse(self.ours, self.theirs)


@dataclass(frozen=True, slots=True)
class Held:
    """Frauds that its scores made expect, those that became known, and the word: open, right, too low, too high."""

    expected: float
    known: int
    word: str
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Shelved:
    """A version, how severe a verdict may lean on it, whether it was watched long enough, and what has moved."""

    model: ModelVersion
    carries: Verdict
    is_watched: bool
    drift: Drift | None = None
    score: Moved | None = None
    columns: tuple[Moved, ...] = ()
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All of it for one page. `standing`: the live one and the one in shadow, in this order."""

    enough: Enough
    standing: tuple[Shelved, ...]
    versions: tuple[Shelved, ...]
    last: Training | None = None


def shelf(by: Actor) -> Shelf:
    """The newest versions with those that stand, in five statements."""
    found = ModelVersion.objects.visible_to(by).defer("document", "spreads")
    stand = list(found.filter(stage__in=(ModelStage.LIVE, ModelStage.SHADOW)))
    others = list(found.exclude(stage__in=(ModelStage.LIVE, ModelStage.SHADOW)).order_by("-number")[:NEWEST])
    newest = _drifts(stand)
    told = [_told(one, newest.get(one.public_id)) for one in (*stand, *others)]
    told.sort(key=lambda one: (_ORDER.index(ModelStage(one.model.stage)), -one.model.number))
    standing = tuple(one for one in told if one.model.stage in (ModelStage.LIVE, ModelStage.SHADOW))
    return Shelf(enough(), standing, tuple(told), Training.objects.order_by("-id").first())


def shelved(model_ref: str, by: Actor) -> Shelved:
    """One version; NotFound when there is none for this actor."""
    one: ModelVersion = ModelVersion.objects.visible_to(by).defer("document", "spreads").by_public_id(model_ref)
    return _told(one, _drifts([one]).get(one.public_id))


def _drifts(models: Iterable[ModelVersion]) -> dict[str, Drift]:
    refs = [one.public_id for one in models]
    rows = Drift.objects.filter(model_ref__in=refs).order_by("model_ref", "-at").distinct("model_ref")
    return {one.model_ref: one for one in rows}


def _told(one: ModelVersion, drift: Drift | None) -> Shelved:
    columns: dict[str, Any] = drift.shifts.get("columns", {}) if drift else {}
    moved = [Moved(name, float(shift), word_of(shift)) for name, shift in columns.items()]
    moved.sort(key=lambda at: (-at.shift, at.attribute))
    score = drift.shifts.get("score") if drift else None
    told = None if score is None else Moved("score", float(score), word_of(score))
    return Shelved(one, carried(one.frauds), is_watched(one), drift, told, tuple(moved), held_of(drift))


def held_of(drift: Drift | None) -> Held | None:
    """How its scores held, as it was measured last; None before the first time."""
    known: dict[str, Any] = drift.shifts.get("held", {}) if drift else {}
    if not known:
        return None
    against = known.get("against")
    beside = (
        Beside(against["model"], against["frauds"], against["goods"], against["ours"], against["theirs"])
        if against
        else None
    )
    expected, came = float(known["expected"]), int(known["known"])
    return Held(expected, came, word_of_chance(expected, came), beside)
