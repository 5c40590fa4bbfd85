"""A start whose answer was lost, kept so that the very same can be sent once more: what, when and how often.

Only where a gateway answers the same key with the same thing, and only for a page or a code that nobody has seen yet: a
charge of a kept method is asked about and never sent again later. Why: docs/why/money-never-lost.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from tiwala.gateways.capabilities import Capabilities
from tiwala.gateways.port import StartRequest
from tiwala.kit import clock
from tiwala.payments.models import Attempt
from tiwala.payments.states import AttemptState

PAUSES_S: Final = (2, 8, 20)
"""How long to wait before each repeat; there are no more than these."""
FOR_S: Final = 90
"""A repeat is for a payer who waits: later than this after the start, none is sent."""
LEASE_S: Final = 90
"""Whoever repeats has so long: no call lasts as long, so two are never under way at once."""
_AS_ASKED: Final = (
    *("return_url", "cancel_url", "description", "language", "direct", "capture", "save_method"),
    *("payer_present", "challenge", "payer_label"),
)


@dataclass(frozen=True, slots=True)
class Again:
    """What to send once more and from when on; `kept` is None when it is not to be sent again."""

    kept: dict[str, Any] | None
    at: datetime | None

    @classmethod
    def never(cls) -> Again:
        """Not to be sent again: look-ups tell from here on."""
        return cls(None, None)

    @classmethod
    def later(cls, kept: dict[str, Any]) -> Again:
        """After the next pause; never when there is none left."""
        sent = int(kept["sent"])
        if sent >= len(PAUSES_S):
            return cls.never()
        return cls(kept, clock.now() + timedelta(seconds=PAUSES_S[sent]))


@dataclass(frozen=True, slots=True)
class Unheard:
    """Of an outcome: when the question was put, nobody had heard of the try. `again` None leaves what is kept."""

    again: Again | None = None


def kept(request: StartRequest, *, can: Capabilities, version: int) -> Again:
    """A start whose answer was lost, to be kept; never where it must not be sent again.

    `version` is the account's: keys that changed since may be those of another account there.
    """
    if can.idempotency != "key" or not can.keys_kept_s or request.token:
        return Again.never()
    said = {name: getattr(request, name) for name in _AS_ASKED}
    until = request.expires_at.isoformat() if request.expires_at else None
    return Again.later(said | {"expires_at": until, "version": version, "sent": 0})


def request_of(attempt: Attempt, said: Mapping[str, Any]) -> StartRequest:
    """The very same request: what was promised from the row, the rest as it was kept."""
    until = said["expires_at"]
    return StartRequest(
        attempt_key=attempt.key,
        amount=attempt.amount,
        method=attempt.method,
        expires_at=datetime.fromisoformat(until) if until else None,
        **{name: said[name] for name in _AS_ASKED},
    )


def is_too_late(attempt: Attempt) -> bool:
    """Whether no repeat is sent any more: whoever waited this long is told what an unknown is."""
    return clock.now() > attempt.created_at + timedelta(seconds=FOR_S)


def may_repeat(attempt: Attempt, *, can: Capabilities, version: int) -> bool:
    """Whether this try's start may be sent once more right now. The caller holds the row's lock."""
    now = clock.now()
    if attempt.again is None or attempt.again_at is None or attempt.again_at > now:
        return False
    if attempt.state != AttemptState.UNKNOWN or attempt.reference or attempt.again["version"] != version:
        return False
    lasts_s = min(FOR_S, can.keys_kept_s if can.idempotency == "key" else 0)
    ends = attempt.created_at + timedelta(seconds=lasts_s)
    return attempt.created_at <= now < min(ends, attempt.expires_at or ends)
