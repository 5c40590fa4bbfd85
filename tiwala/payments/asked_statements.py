"""A gateway's statement as lines: asked for by day, or read from a file."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tiwala.business.queries import profile_facts
from tiwala.gateways.port import StatementLine
from tiwala.gateways.queries import account_by_public_id, adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.errors import BadInput, GatewayBreakdown
from tiwala.payments.statement_files import MOST, FileRow, read

PATIENCE_S: Final = 20
"""So long a person waits for a gateway."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which statement: the gateway's own of one day, or this text with names of its columns. One of the two."""

    day: date | None = None
    text: str = ""
    columns: str = ""

    @property
    def name(self) -> str:
        """What stands on record: the day, or the text's SHA-256."""
        return self.day.isoformat() if self.day else hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Given:
    """The lines that could be read, those that could not, and between which instants they lie; None: not told."""

    lines: list[StatementLine]
    left_out: list[FileRow] = field(default_factory=list)
    days: tuple[datetime, datetime] | None = None


def lines_of(account_ref: str, asked: Asked, *, most: int = MOST, patience_s: int = PATIENCE_S) -> Given:
    """Have the gateway give it, or read it. Never inside a transaction.

    Refuses BadInput for a file that cannot be read, for a day to come, and for one whose statement cannot be had just
    now, is longer than `most` lines or takes longer than `patience_s`.
    """
    account_by_public_id(account_ref)
    zone = ZoneInfo(profile_facts().time_zone)
    if not asked.day:
        return _given(asked, zone)
    if asked.day > clock.today(str(zone)):
        raise BadInput(fields={"day": _("That day is still to come.")})
    first = datetime.combine(asked.day, datetime.min.time(), zone)
    return Given(_asked_for(account_ref, asked.day, most=most, patience_s=patience_s), days=(first, first))


def _asked_for(account_ref: str, day: date, *, most: int, patience_s: int) -> list[StatementLine]:
    lines, began = [], time.monotonic()
    try:
        for line in adapter_by_ref(account_ref).statement(day):
            lines.append(line)
            if len(lines) > most or time.monotonic() - began > patience_s:
                raise BadInput(fields={"day": _("That day is too long to wait for. Take a file of theirs instead.")})
    except GatewayBreakdown as broken:
        words = _("The gateway did not give its statement of that day. Try again later, or take a file of theirs.")
        raise BadInput(fields={"day": words}) from broken
    return lines


def _given(asked: Asked, zone: ZoneInfo) -> Given:
    rows = read(asked.text, columns=asked.columns, zone=zone, at=clock.now())
    good = [row for row in rows if row.line]
    lines = [row.line for row in good if row.line]
    has_days = bool(good) and all(row.has_day for row in good)
    times = [line.at.astimezone(zone) for line in lines]
    return Given(lines, [row for row in rows if not row.line], (min(times), max(times)) if has_days else None)
