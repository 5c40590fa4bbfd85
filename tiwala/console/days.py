"""Days as a filter's field says them; whatever is no day narrows nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


def asked_day(text: str) -> date | None:
    """The day, or None. The last day of all is none: there is no day after it."""
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if found == date.max else found


def midnight(day: date, zone: str) -> datetime:
    """The instant at which the day begins there."""
    return datetime.combine(day, time.min, ZoneInfo(zone))
