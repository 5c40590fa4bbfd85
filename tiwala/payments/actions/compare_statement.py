"""A gateway's statement, asked for or given as a file, beside our books."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.business.queries import profile_facts
from tiwala.gateways.port import StatementLine
from tiwala.gateways.queries import account_by_public_id, adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, GatewayBreakdown
from tiwala.payments.comparing import WRONG, Met, compare, days_of, missing
from tiwala.payments.models import Attempt
from tiwala.payments.statement_files import MOST, FileRow, read
from tiwala.tasks.actions.raise_task import raise_task

PATIENCE_S: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Which statement: the gateway's own of one day, or this text with names of its columns. One of the two."""

    day: date | None = None
    text: str = ""
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Every line that could be read and what we know of it, lines left out, and money no line names.

    `has_days` is False when the file names no days, so that nobody can say what is missing in it.
    """

    met: list[Met]
    left_out: list[FileRow]
    missing: list[Attempt]
    has_days: bool

    @property
    def counts(self) -> Counter[str]:
        """How many lines of each kind of finding."""
        return Counter(one.what for one in self.met)

    @property
    def wrong(self) -> int:
        """How much a person should look at: lines, lines left out, and money that is missing."""
        return sum(self.counts[what] for what in WRONG) + len(self.left_out) + len(self.missing)


def compare_statement(account_ref: str, asked: Asked, *, by: Actor) -> Compared:
    """Put a statement beside the books; the books stay as they are. What differs becomes one task of the account.

    Refuses BadInput for a file that cannot be read, for a day to come, and for one whose statement cannot be had just
    now or is too long to wait for. Calls the gateway for its own statement.
    """
    account_by_public_id(account_ref)
    zone = ZoneInfo(profile_facts().time_zone)
    if asked.day and asked.day > clock.today(str(zone)):
        raise BadInput(fields={"day": _("That day is still to come.")})
    lines, left_out, has_days = _asked_for(account_ref, asked.day) if asked.day else _given(asked, zone)
    met = compare(account_ref, lines)
    gone: list[Attempt] = []
    if has_days:
        day = datetime.combine(asked.day, datetime.min.time(), zone) if asked.day else None
        gone = missing(account_ref, met, days=(day, day) if day else days_of(lines, zone))
    found = Compared(met, left_out, gone, has_days)
    _note(account_ref, asked, found, by=by)
    return found


def _asked_for(account_ref: str, day: date) -> tuple[list[StatementLine], list[FileRow], bool]:
    """Their own lines of a day, as long as a person can wait for them."""
    lines, began = [], time.monotonic()
    try:
        for line in adapter_by_ref(account_ref).statement(day):
            lines.append(line)
            if len(lines) > MOST or time.monotonic() - began > PATIENCE_S:
                raise BadInput(fields={"day": _("That day is too long to wait for. Take a file of theirs instead.")})
    except GatewayBreakdown as broken:
        words = _("The gateway did not give its statement of that day. Try again later, or take a file of theirs.")
        raise BadInput(fields={"day": words}) from broken
    return lines, [], True


def _given(asked: Asked, zone: ZoneInfo) -> tuple[list[StatementLine], list[FileRow], bool]:
    rows = read(asked.text, columns=asked.columns, zone=zone, at=clock.now())
    good = [row for row in rows if row.line]
    lines = [row.line for row in good if row.line]
    return lines, [row for row in rows if not row.line], bool(good) and all(row.has_day for row in good)


@action
def _note(account_ref: str, asked: Asked, found: Compared, *, by: Actor) -> None:
    source = asked.day.isoformat() if asked.day else hashlib.sha256(asked.text.encode()).hexdigest()
    if found.wrong:
        first = next((one.payment_ref for one in found.met if one.what in WRONG and one.payment_ref), "")
        facts = {"account": account_ref, "count": found.wrong, "first": first}
        raise_task("statement_differs", account_ref, by=by, summary_facts=facts)
    record("statement:compare", account_ref, by=by, statement=source, lines=len(found.met), wrong=found.wrong)
