"""When a session ends, by the clock: some time without a click, and at the latest so long after it began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tiwala.identity import rule_values
from tiwala.identity.models import Session

Why = Literal["idle", "over"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts in all, and without a click (None: as long)."""

    overall: timedelta
    idle: timedelta | None


def limits_of(session: Session) -> Limits | None:
    """By the rules of this moment; None for guests, whose rows end by their own date."""
    if session.user is None:
        return None
    if session.user.is_staff:
        return Limits(timedelta(hours=_rule("staff_session_hours")), timedelta(minutes=_rule("staff_idle_minutes")))
    if session.has_factor:
        return Limits(timedelta(hours=_rule("payer_session_hours")), timedelta(minutes=_rule("payer_idle_minutes")))
    return Limits(timedelta(days=_rule("payer_basic_days")), None)


def ended(session: Session, *, now: datetime) -> Why | None:
    """Why it is over, or None. Nothing that happens inside a session moves its beginning."""
    limits = limits_of(session)
    if limits is None:
        return None if now < session.expire_date else "over"
    if now >= session.started_at + limits.overall:
        return "over"
    return "idle" if limits.idle is not None and now >= session.last_active_at + limits.idle else None


def last_moment(session: Session, *, guests: timedelta, now: datetime) -> datetime:
    """When it is over at the latest: what the row and the cookie say."""
    limits = limits_of(session)
    return now + guests if limits is None else session.started_at + limits.overall


def _rule(name: str) -> int:
    return rule_values.value_of(name)
