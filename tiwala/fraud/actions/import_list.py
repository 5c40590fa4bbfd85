"""Take entries of lists in from a file: all of them, or none and every line that is wrong."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tiwala.fraud.facts import Side
from tiwala.fraud.keys import About
from tiwala.fraud.listing import EntryFacts, checked, write
from tiwala.fraud.models import ListEntry
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed

HEAD: Final = ("side", "about", "key", "reason", "scope", "ends")
LINES_MAX: Final = 500
LETTERS_MAX: Final = 200_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line that cannot be taken in, and why."""

    number: int
    why: str


class BadLines(BadInput):
    """Some lines make no sense: nothing was taken in."""

    code = "bad_lines"

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        told = "; ".join(_("Line %(number)d: %(why)s") % {"number": one.number, "why": one.why} for one in lines[:20])
        super().__init__(fields={"file": told})


@action
def import_list(text: str, *, zone: ZoneInfo, by: Actor) -> list[ListEntry]:
    """The entries, each as if it had been typed. Taken in again, nothing is written twice.

    Columns by their headings: side, about, key, reason, and if wanted scope and ends (2026-12-31, that day included).
    BadLines names every line that is wrong and takes none; NotAllowed.
    """
    if not by.may("fraud.lists"):
        raise NotAllowed(permission="fraud.lists")
    good, bad = list[EntryFacts](), list[Line]()
    for number, row in _rows(text):
        try:
            good.append(checked(_facts(row, zone)))
        except BadInput as wrong:
            bad.append(Line(number, " ".join(str(one) for one in wrong.fields.values()) or wrong.text))
    if bad:
        raise BadLines(bad)
    return [write(one, by=by) for one in good]


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    if len(text) > LETTERS_MAX:
        raise BadInput(fields={"file": _("This file is too large: at most 500 lines.")})
    try:
        lines = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), strict=True) if any(row)]
    except csv.Error as wrong:
        raise BadInput(fields={"file": _("This is no CSV file.")}) from wrong
    head = [one.strip().casefold() for one in lines[0]] if lines else []
    if not set(HEAD[:4]) <= set(head):
        raise BadInput(
            fields={"file": _("The first line has to name the columns: side, about, key, reason, scope, ends.")}
        )
    if not 1 < len(lines) <= LINES_MAX + 1:
        raise BadInput(fields={"file": _("Between 1 and 500 lines below the first.")})
    return [(at, dict(zip(head, row, strict=False))) for at, row in enumerate(lines[1:], 2)]


def _facts(row: dict[str, str], zone: ZoneInfo) -> EntryFacts:
    ends = row.get("ends", "").strip()
    try:
        day = date.fromisoformat(ends) + timedelta(days=1) if ends else None
    except (ValueError, OverflowError) as wrong:
        raise BadInput(fields={"ends_at": _("A day is written so: 2026-12-31.")}) from wrong
    ends_at = datetime.combine(day, time(), zone) if day else None
    return EntryFacts(
        side=cast("Side", _word(row, "side")),
        about=cast("About", _word(row, "about")),
        key=_plain(row.get("key", "")),
        reason=_plain(row.get("reason", "")),
        scope=_word(row, "scope") or "all",
        ends_at=ends_at,
    )


def _word(row: dict[str, str], name: str) -> str:
    return row.get(name, "").strip().casefold()


def _plain(text: str) -> str:
    """Without the apostrophe that an export sets before what a spreadsheet would run."""
    clean = text.strip()
    return clean[1:] if clean[:1] == "'" and clean[1:2] in ("=", "+", "-", "@") else clean
