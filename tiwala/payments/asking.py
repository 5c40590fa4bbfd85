"""When to ask a gateway again: 10 s, 1, 5, 15 min, 1, 6, 24 h after the last change, then daily, then a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from tiwala.kit.conf import conf

_DAY_S = 86_400


def next_ask(since: datetime, *, asks: int, now: datetime) -> datetime | None:
    """The instant of ask number `asks` (from 0) counted from `since`; None when it is a person's turn."""
    steps = conf.pay.unknown_ask_after_s
    if asks >= len(steps) + conf.pay.unknown_ask_daily:
        return None
    offset_s = steps[asks] if asks < len(steps) else steps[-1] + (asks - len(steps) + 1) * _DAY_S
    return max(since + timedelta(seconds=offset_s), now + timedelta(seconds=1))
