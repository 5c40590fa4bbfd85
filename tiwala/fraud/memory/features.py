"""What the memories of a try's keys say about it, as attributes. Pure: the same in gives the same out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tiwala.fraud.facts import Known
from tiwala.fraud.memory.amounts import PRIOR, Amounts, smoothed
from tiwala.fraud.memory.key import DAY_S, Memory

OWN: Final = "customer"
"""The key whose habit it is; all others are shared: of strangers, too."""
_NOTHING: Final = Memory()


@dataclass(frozen=True, slots=True)
class Looked:
    """A try as the memories see it: when (seconds), how much, and the short tokens of what it brings, by kind."""

    at: int
    amount: int
    currency: str
    tokens: Mapping[str, str]


def features(memories: Sequence[tuple[str, Memory]], amounts: Amounts, looked: Looked) -> Known:
    """All attributes of long memory, from what each key of the try remembers; the try itself is in none of it yet."""
    own = next((memory for kind, memory in memories if kind == OWN), _NOTHING)
    return {
        "amount_risk": round(amounts.risk(looked.amount), 4),
        **_of_own(own, looked),
        **_of_shared(memories, looked),
    }


def _of_own(own: Memory, looked: Looked) -> Known:
    habit = own.habit() if own.currency == looked.currency else None
    today = looked.at // DAY_S
    since = [at for at, _ in own.outliers]
    odd = [one for one in own.frauds if one.is_explained and one.known_at > looked.at - 28 * DAY_S]
    return {
        "habit_count": len(own.normal),
        "times_middle": round(looked.amount / max(habit.middle, 1.0), 3) if habit else None,
        "times_most": round(looked.amount / max(habit.most, 1), 3) if habit else None,
        "amount_z": round(habit.distance(looked.amount), 2) if habit else None,
        "outliers_14d": sum(at > looked.at - 14 * DAY_S for at in since),
        "outlier_ago_h": round((looked.at - since[-1]) / 3600, 1) if since else None,
        "own_frauds_28d": len(odd),
        "own_known_d": round((looked.at - own.first_at) / DAY_S, 2) if own.tries else None,
        "own_last_h": round((looked.at - own.last_at) / 3600, 2) if own.tries else None,
        "own_tries_1d": own.tries_since(today),
        "own_tries_7d": own.tries_since(today - 6),
        "own_tries_30d": own.tries_since(today - 29),
        "own_decline_share": round(own.declines / own.tries, 3) if own.tries else None,
    }


def _of_shared(memories: Sequence[tuple[str, Memory]], looked: Looked) -> Known:
    """Of all shared keys the one that most speaks against the try; of equals the first."""
    shared = [one for one in memories if one[0] != OWN]
    if not shared:
        return dict.fromkeys(SHARED)
    kind, worst = max(shared, key=lambda one: _guilt(one[1], looked.at))
    return _of_key(kind, worst, looked.at)


def _guilt(memory: Memory, now: int) -> float:
    """The share of unexplained frauds among its tries: a busy key is not guilty because much happens on it."""
    if not memory.frauds:
        return 0.0
    month = sum(one.known_at > now - 28 * DAY_S for one in memory.frauds if not one.is_explained)
    return smoothed(month, memory.tries_since(now // DAY_S - 29)) if month else 0.0


def _of_key(kind: str, memory: Memory, now: int) -> Known:
    today = now // DAY_S
    known: dict[str, float | str | bool | None] = {
        "shared_kind": kind,
        "shared_tries_1d": memory.tries_since(today),
        "shared_tries_7d": memory.tries_since(today - 6),
        "shared_tries_30d": memory.tries_since(today - 29),
        "shared_known_d": round((now - memory.first_at) / DAY_S, 2) if memory.tries else None,
        "shared_last_h": round((now - memory.last_at) / 3600, 2) if memory.tries else None,
        "shared_customers": len(memory.met.get(OWN, ())),
    }
    frauds = memory.frauds
    if not frauds:
        return {**known, **_INNOCENT}
    bad = [one for one in frauds if not one.is_explained]
    month = sum(one.known_at > now - 28 * DAY_S for one in bad)
    return {
        **known,
        "shared_frauds_7d": sum(one.known_at > now - 7 * DAY_S for one in frauds),
        "shared_unexplained_7d": sum(one.known_at > now - 7 * DAY_S for one in bad),
        "shared_unexplained_28d": month,
        "shared_risk": round(smoothed(month, memory.tries_since(today - 29)), 4),
        **_of_streak(memory, now),
    }


def _of_streak(memory: Memory, now: int) -> Known:
    bad = [one for one in memory.frauds if not one.is_explained]
    if not bad:
        return {name: _INNOCENT[name] for name in _STREAK}
    last = bad[-1]
    judged = (now - (last.known_at - last.at)) // DAY_S
    clean = memory.tries_between(last.at // DAY_S, judged - 1)
    within = [one for one in bad if one.at >= memory.streak_at]
    tried = memory.tries_between(memory.streak_at // DAY_S - 1, last.at // DAY_S)
    return {
        "shared_streak_d": round((now - memory.streak_at) / DAY_S, 2),
        "shared_streak_length_d": round((last.at - memory.streak_at) / DAY_S, 2),
        "shared_streak_share": round(min(len(within) / tried, 1.0), 3) if tried else None,
        "shared_fraud_ago_d": round((now - last.at) / DAY_S, 2),
        "shared_clean_after": clean,
    }


_STREAK: Final = (
    *("shared_streak_d", "shared_streak_length_d", "shared_streak_share"),
    *("shared_fraud_ago_d", "shared_clean_after"),
)
_INNOCENT: Final[Known] = {
    **dict.fromkeys(("shared_frauds_7d", "shared_unexplained_7d", "shared_unexplained_28d"), 0),
    "shared_risk": PRIOR,
    **dict.fromkeys(_STREAK),
}
SHARED: Final = (
    *("shared_kind", "shared_tries_1d", "shared_tries_7d", "shared_tries_30d"),
    *("shared_known_d", "shared_last_h", "shared_customers"),
    *_INNOCENT,
)
