"""What of a payment its own rail still gives back, and from when until when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from tiwala.gateways.capabilities import MethodCan, RefundKind

Why = Literal["", "counter", "rail", "too_late"]
SENT_AT: Final = time(1, 0)
"""A refund that waits for the next day leaves an hour into it: a gateway's clock may lag behind ours."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`kind`: a part, only the whole, or nothing. `until` is the last day. `why` says why nothing goes back.

    `parts_from` is set on a day of capture on which only the whole can go back: from then on parts can.
    """

    kind: RefundKind
    until: date | None = None
    why: Why = ""
    parts_from: date | None = None

    def allows(self, minor: int, *, captured_minor: int) -> bool:
        """Whether so much may go back now."""
        return self.kind == "partial" or (self.kind == "full" and minor == captured_minor)


def terms_of(
    can: MethodCan | None, *, channel: str, captured_at: datetime | None, now: datetime, zone: ZoneInfo
) -> Terms:
    """The terms of one payment at this instant, in the gateway's zone."""
    if channel != "online":
        return Terms("none", why="counter")
    if can is None or can.refund == "none":
        return Terms("none", why="rail")
    captured = (captured_at or now).astimezone(zone).date()
    today, until = now.astimezone(zone).date(), captured + timedelta(days=can.refund_days)
    if today > until:
        return Terms("none", until=until, why="too_late")
    if can.same_day_void and can.refund == "partial" and today == captured:
        return Terms("full", until=until, parts_from=captured + timedelta(days=1))
    return Terms(can.refund, until=until)


def next_day(now: datetime, *, zone: ZoneInfo) -> datetime:
    """When a refund that waits for tomorrow leaves."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), SENT_AT, zone)
