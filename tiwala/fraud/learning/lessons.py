"""Own history as lessons: what each try was like, and what was known of it at any time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.learning.boosting import Floats
from tiwala.fraud.learning.training import COLUMNS as OF_MEMORY

_CALENDAR: Final = frozenset({"customer_age_h", "own_known_d", "shared_known_d"})
"""What grows with the age of the house would teach the calendar."""
_GROWS: Final = ("own_", "shared_")
_CURVE_FROM: Final = 30
"""From so many old frauds on, own ones tell how late labels come."""


def _looked_at() -> tuple[str, ...]:
    numbers = [name for name, one in ATTRIBUTES.items() if one.kind != "text" and name != "score"]
    return tuple(name for name in numbers if name in OF_MEMORY or not (name in _CALENDAR or name.startswith(_GROWS)))


LOOKED_AT: Final = _looked_at()
"""What the house's own model looks at: every number and flag that rules have, but the score and the calendar."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Tries in the order of time, a row each; instants are seconds since 1970, infinite for what never was.

    `stands_for`: for how many tries a row stands, where of the good ones only a share was read.
    """

    columns: tuple[str, ...]
    values: Floats
    at: Floats
    fraud_known_at: Floats
    cleared_at: Floats
    unclear_at: Floats
    is_paid: NDArray[np.bool_]
    stands_for: Floats


@dataclass(frozen=True, slots=True)
class Told:
    """What a day knew of each row: whether it was fraud, and its weight; 0 where nothing could be said."""

    is_fraud: NDArray[np.bool_]
    weights: Floats

    @property
    def counts(self) -> NDArray[np.bool_]:
        """The rows that teach."""
        teaches: NDArray[np.bool_] = self.weights > 0
        return teaches


def told_by(lessons: Lessons, until: float, *, mature_s: float) -> Told:
    """What was known at `until`, and nothing that became known later.

    Fraud: a label says so by then. Good: somebody cleared it by then, or it was paid and is as old as complaints take;
    a younger one counts by the share of complaints that would be there by now. What was declined, blocked or is in
    doubt teaches nothing.
    """
    is_seen = lessons.at < until
    is_fraud = is_seen & (lessons.fraud_known_at <= until)
    is_cleared = is_seen & ~is_fraud & (lessons.cleared_at <= until)
    is_quiet = is_seen & ~is_fraud & ~is_cleared & lessons.is_paid & (lessons.unclear_at > until)
    sure = np.where(is_fraud | is_cleared, 1.0, 0.0)
    sure[is_quiet] = share_known(lessons, until, until - lessons.at[is_quiet], mature_s)
    return Told(is_fraud, sure * lessons.stands_for)


def share_known(lessons: Lessons, until: float, ages: Floats, mature_s: float) -> Floats:
    """Of the frauds among tries so old, the share whose label would have come by now; 1 from `mature_s` on."""
    old = (lessons.fraud_known_at <= until) & (lessons.at < until - mature_s)
    delays = np.sort(lessons.fraud_known_at[old] - lessons.at[old])
    if len(delays) < _CURVE_FROM:
        return np.where(ages >= mature_s, 1.0, 0.0)
    return np.where(ages >= mature_s, 1.0, np.searchsorted(delays, ages, side="right") / len(delays))
