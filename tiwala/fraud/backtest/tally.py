"""What a rule would have done, counted as the rows go by: bounded, however long the history is. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.language.columns import Flags

Outcome = Literal["fraud", "good", "blocked", "declined", "open"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("fraud", "good", "blocked", "declined", "open")
"""Known fraud; cleared by a person, or paid and old enough to be good; blocked by us, so nobody knows; declined by the
bank; and what is not known yet."""
EXAMPLES: Final = 20
_OF_EACH: Final = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """Some tries, a column each, oldest first.

    `outcome` holds places in OUTCOMES, amounts are minor units, a week is its Monday, UTC.
    """

    refs: tuple[str, ...]
    outcome: NDArray[np.int8]
    amount_minor: NDArray[np.int64]
    currency: tuple[str, ...]
    week: tuple[date, ...]
    acted_on: Flags
    """What live rules or a list already asked more of than to accept it."""


@dataclass(slots=True)
class Sums:
    """So many tries, and so much money in each currency."""

    tries: int = 0
    minor: Counter[str] = field(default_factory=Counter)

    def add(self, seen: Seen, which: Flags) -> None:
        """Count the tries at `which`."""
        found = np.flatnonzero(which)
        self.tries += len(found)
        for place in found:
            self.minor[seen.currency[place]] += int(seen.amount_minor[place])


@dataclass(slots=True)
class Week:
    """One week's tries, hits, and known fraud among the hits."""

    tries: int = 0
    hits: int = 0
    fraud: int = 0


@dataclass(slots=True)
class Tally:
    """What a rule would have done. Of what was blocked nobody knows the outcome: it is no proof of anything."""

    tries: int = 0
    known_fraud: int = 0
    known_good: int = 0
    hits: Sums = field(default_factory=Sums)
    by_outcome: dict[Outcome, Sums] = field(default_factory=lambda: {one: Sums() for one in OUTCOMES})
    already: int = 0
    """Hits that live rules had stopped, stepped up or sent to a person in any case."""
    together: Counter[str] = field(default_factory=Counter)
    """Other rules that matched the same tries."""
    weeks: dict[date, Week] = field(default_factory=dict)
    _examples: dict[Outcome, list[str]] = field(default_factory=lambda: {one: [] for one in OUTCOMES})

    def add(self, seen: Seen, hit: Flags) -> None:
        """Count some more tries; `hit` says which of them the rule matches."""
        self.tries += len(seen.refs)
        self.known_fraud += int(np.count_nonzero(seen.outcome == OUTCOMES.index("fraud")))
        self.known_good += int(np.count_nonzero(seen.outcome == OUTCOMES.index("good")))
        self.hits.add(seen, hit)
        self.already += int(np.count_nonzero(hit & seen.acted_on))
        for number, outcome in enumerate(OUTCOMES):
            which = hit & (seen.outcome == number)
            self.by_outcome[outcome].add(seen, which)
            kept = self._examples[outcome] + [seen.refs[place] for place in np.flatnonzero(which)[-EXAMPLES:]]
            self._examples[outcome] = kept[-EXAMPLES:]
        self._add_weeks(seen, hit)

    @property
    def precision(self) -> float | None:
        """Of the hits whose outcome is known, the share that was fraud; None when none is known."""
        fraud, good = self.by_outcome["fraud"].tries, self.by_outcome["good"].tries
        return fraud / (fraud + good) if fraud + good else None

    @property
    def recall(self) -> float | None:
        """Of the known fraud, the share that the rule meets; None when none is known."""
        return self.by_outcome["fraud"].tries / self.known_fraud if self.known_fraud else None

    @property
    def examples(self) -> list[tuple[Outcome, str]]:
        """Twenty hits at most, the newest of each outcome: some of each first, then whatever there is more of."""
        newest = [(one, ref) for one in OUTCOMES for ref in reversed(self._examples[one][-_OF_EACH:])]
        more = [(one, ref) for one in OUTCOMES for ref in reversed(self._examples[one][:-_OF_EACH])]
        return [*newest, *more][:EXAMPLES]

    def _add_weeks(self, seen: Seen, hit: Flags) -> None:
        fraud = seen.outcome == OUTCOMES.index("fraud")
        starts = np.array([day.toordinal() for day in seen.week], np.int64)
        for start in np.unique(starts):
            within = starts == start
            week = self.weeks.setdefault(date.fromordinal(int(start)), Week())
            week.tries += int(np.count_nonzero(within))
            week.hits += int(np.count_nonzero(within & hit))
            week.fraud += int(np.count_nonzero(within & hit & fraud))
