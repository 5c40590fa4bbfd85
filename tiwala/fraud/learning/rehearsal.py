"""The yardstick: foreign tries in the order of time through our own memory, attributes, rules, points and model.

Nothing of a try is known before it was scored, and no label before its day. The store is a dict in place of rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from tiwala.fraud.engine import assess
from tiwala.fraud.facts import SEVERITY, Known
from tiwala.fraud.learning.model import Model
from tiwala.fraud.learning.points import points_of
from tiwala.fraud.learning.training import COLUMNS, FRAUDS_LEAST, History, Trained, train
from tiwala.fraud.memory.amounts import Amounts
from tiwala.fraud.memory.book import Key, Remembered, known_of, take_in, take_label
from tiwala.fraud.memory.features import OWN, Looked
from tiwala.fraud.memory.key import DAY_S, Memory
from tiwala.fraud.packs import FIRST_DAY, live

BEGAN_S: Final = 1_500_000_000 // DAY_S * DAY_S
"""The streams count from 0; a memory counts from 1970, where 0 means never."""
_GOOD_ONE_IN: Final = 16
"""Of good tries so many are kept to train on; each stands for as many."""
_ROWS_MOST: Final = 80_000
_RULES: Final = tuple(live(one) for one in FIRST_DAY)
_SEVERE: Final = 8
"""What one step of a verdict's severity adds to the points."""
_MORE_TO_TRAIN: Final = 2


@dataclass(slots=True)
class _Row:
    ref: int
    at: int
    values: list[float]
    is_fraud: bool = False


@dataclass(slots=True)
class Rehearsal:
    """All that is known so far. `settle_s`: a try without a label is good after so long."""

    settle_s: int
    with_model: bool = True
    tell: Callable[[str], None] = lambda _text: None
    memories: dict[Key, Memory] = field(default_factory=dict)
    amounts: Amounts = field(default_factory=Amounts)
    model: Model | None = None
    trained: Trained | None = None
    _open: dict[int, Remembered] = field(default_factory=dict)
    _waiting: deque[tuple[int, int]] = field(default_factory=deque)
    _rows: dict[int, _Row] = field(default_factory=dict)
    _known_frauds: int = 0
    _train_at: int = FRAUDS_LEAST
    _closed_to: int = 0

    def run(self, events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, float]]:
        """One score for each try, before the next line is read."""
        for event in events:
            if event["e"] == "label":
                self._label(int(event["id"]))
            else:
                yield int(event["id"]), self._score(event)

    def _score(self, event: Mapping[str, Any]) -> float:
        at, keys, looked = _read(event)
        known: dict[str, Any] = {
            **known_of(self.memories, self.amounts, looked, keys),
            "amount_minor": looked.amount,
            "currency": looked.currency,
        }
        score = self._judge(known)
        ref = int(event["id"])
        self._open[ref] = take_in(self.memories, self.amounts, looked, keys)
        self._waiting.append((at, ref))
        if self.with_model:
            self._rows[ref] = _Row(ref, at, _numbers(known))
        self._settle(at)
        return score

    def _judge(self, known: Known) -> float:
        if self.model is not None:
            return self.model.added(known)
        verdict = assess(known, listed=(), rules=_RULES, is_degraded=False).verdict
        return float(points_of(known) + _SEVERE * SEVERITY.index(verdict))

    def _label(self, ref: int) -> None:
        remembered = self._open.pop(ref, None)
        if remembered is None:
            return
        take_label(self.memories, self.amounts, remembered, remembered.at + self.settle_s)
        self._known_frauds += 1
        if ref in self._rows:
            self._rows[ref].is_fraud = True
        if self.with_model and self._known_frauds >= self._train_at:
            self._learn(remembered.at)

    def _settle(self, now: int) -> None:
        """Good tries that are old enough: most of them are forgotten, so that memory stays bounded."""
        while self._waiting and self._waiting[0][0] < now - self.settle_s - DAY_S:
            _at, ref = self._waiting.popleft()
            if self._open.pop(ref, None) is not None and ref % _GOOD_ONE_IN:
                self._rows.pop(ref, None)

    def _learn(self, until: int) -> None:
        rows = [one for one in self._rows.values() if one.at <= until and (one.is_fraud or not one.ref % _GOOD_ONE_IN)]
        rows = rows[-_ROWS_MOST:]
        history = History(
            COLUMNS,
            np.array([one.values for one in rows]),
            np.array([one.is_fraud for one in rows]),
            np.array([1.0 if one.is_fraud else float(_GOOD_ONE_IN) for one in rows]),
        )
        trained = train(history)
        self._train_at = self._known_frauds * _MORE_TO_TRAIN
        if trained is not None:
            self.model, self.trained = trained.model, trained
            self.tell(
                f"trained on {trained.rows:,} tries, {trained.frauds:,} frauds; later ones: "
                f"AUC {trained.auc:.3f}, AP {trained.precision:.3f} (of a sample)"
            )


def _read(event: Mapping[str, Any]) -> tuple[int, list[Key], Looked]:
    """A line of the stream as a try: a terminal is a place, and what is shipped elsewhere has an address."""
    at, owner, place = int(event["ts"]) + BEGAN_S, str(event["customer"]), str(event["terminal"])
    keys, tokens = [(OWN, owner), ("place", place)], {OWN: owner}
    if "ship" in event:
        tokens["address"] = "{:.2f} {:.2f}".format(*event["ship"])
        if event["ship"] not in (event["place"], event["bill"]):
            keys.append(("address", tokens["address"]))
    return at, keys, Looked(at, int(event["amount_cents"]), "EUR", tokens)


def _numbers(known: Known) -> list[float]:
    found = (known.get(name) for name in COLUMNS)
    return [float("nan") if value is None or isinstance(value, str) else float(value) for value in found]
