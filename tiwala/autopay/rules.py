"""What follows when a collection did not go through, by its reason; and what counts as a price rise. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from tiwala.gateways.outcomes import DeclineReason as D
from tiwala.kit.conf import conf

HARD: Final = frozenset(
    {
        *(D.CARD_EXPIRED, D.CARD_LOST_OR_STOLEN, D.WRONG_DETAILS, D.SUSPECTED_FRAUD, D.ACCOUNT_CLOSED),
        *(D.PAYER_REFUSED, D.METHOD_UNAVAILABLE, D.AMOUNT_NOT_ALLOWED),
    }
)
"""The method will not pay this, however often it is asked: another one is needed."""
NEEDS_PAYER: Final = frozenset({D.NOT_AUTHENTICATED, "blocked"})
"""The bank wants the payer there; or we do, for a try that we did not send."""
_LINE: Final = (timedelta(hours=2), timedelta(days=1), timedelta(days=2))
QUICK: Final[Mapping[str, tuple[timedelta, ...]]] = {
    D.BANK_UNAVAILABLE: _LINE,
    D.PROCESSING_ERROR: _LINE,
    "never_arrived": _LINE,
}
"""Troubles of the line: the first time again on the same day. All other soft ones: `conf.autopay.soft_retry_days`."""
_MONTHS: Final = (
    "jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|october|nov|"
    "november|dec|december|enero|pebrero|marso|abril|mayo|hunyo|hulyo|agosto|setyembre|oktubre|nobyembre|disyembre"
)
_PASSING: Final = re.compile(rf"\b(?:{_MONTHS})\b|[^a-zñ ]+")


class Kind(StrEnum):
    """What a failure means."""

    HARD = "hard"
    NEEDS_PAYER = "needs_payer"
    SOFT = "soft"


def kind_of(reason: str) -> Kind:
    """What this reason means; one we do not know is soft, for the schedule ends."""
    if reason in HARD:
        return Kind.HARD
    return Kind.NEEDS_PAYER if reason in NEEDS_PAYER else Kind.SOFT


def wait_after(reason: str, *, tries: int) -> timedelta | None:
    """How long to wait after try number `tries` (from 1); None when it was the last."""
    days = tuple(timedelta(days=day) for day in conf.autopay.soft_retry_days)
    steps = QUICK.get(reason, days)
    return steps[tries - 1] if tries <= len(steps) else None


def is_rise(amount_minor: int, last_minor: int) -> bool:
    """Whether this is more above the last one of its kind than the rule lets pass."""
    return amount_minor * 100 > last_minor * (100 + conf.autopay.rise_percent)


def likeness(description: str, branch: str) -> str:
    """A mark of what an invoice is for, the same from month to month; empty when its words tell nothing."""
    words = " ".join(_PASSING.sub(" ", description.lower()).split())
    return hashlib.sha256(f"{branch}:{words}".encode()).hexdigest()[:32] if words else ""
