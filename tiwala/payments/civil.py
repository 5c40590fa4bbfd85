"""Hours at which people may be written to and charged: by day, where the business is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tiwala.business import queries as business
from tiwala.kit import clock
from tiwala.kit.conf import conf


def is_civil(at: datetime) -> bool:
    """Whether this instant lies in the business's day hours."""
    local = at.astimezone(_zone())
    return conf.autopay.from_hour <= local.hour < conf.autopay.until_hour


def civil(at: datetime) -> datetime:
    """The instant itself when it lies in the business's day hours, else the next one that does."""
    local = at.astimezone(_zone())
    if conf.autopay.from_hour <= local.hour < conf.autopay.until_hour:
        return at
    day = local.date() if local.hour < conf.autopay.from_hour else local.date() + timedelta(days=1)
    return datetime.combine(day, time(conf.autopay.from_hour), _zone())


def at_hour(day: date) -> datetime:
    """The hour of that day at which agreed payments are taken."""
    return datetime.combine(day, time(conf.autopay.at_hour), _zone())


def civil_day(at: datetime) -> date:
    """The day that this instant falls on where the business is."""
    return at.astimezone(_zone()).date()


def civil_today() -> date:
    """The day it is where the business is."""
    return clock.today(business.profile_facts().time_zone)


def _zone() -> ZoneInfo:
    return ZoneInfo(business.profile_facts().time_zone)
