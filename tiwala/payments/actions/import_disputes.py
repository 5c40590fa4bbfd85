"""A gateway's list of disputes, line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tiwala.business.queries import profile_facts
from tiwala.gateways.port import DisputeState
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId, BadInput, Refusal
from tiwala.kit.money import Money
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.facts import TypedDispute
from tiwala.payments.models import Attempt, Payment

MOST: Final = 500
_NEEDED: Final = 4
STATES: Final = ("needs_answer", "under_review", "won", "lost")


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line: the dispute's public id, or why it was left."""

    number: int
    dispute_ref: str = ""
    why: str = ""


def import_disputes(text: str, *, by: Actor) -> list[Line]:
    """Each line is a dispute, opened or taken further, in a transaction of its own; a bad line stops no other.

    Columns: payment (ours, or the gateway's id), reference, amount, state, answer by, fee, reason. A heading is passed
    over. Refuses BadInput for nothing, and for more than 500 lines.
    """
    rows = [(number, row) for number, row in enumerate(_rows(text), start=1) if any(cell.strip() for cell in row)]
    if not rows or len(rows) > MOST:
        raise BadInput(fields={"lines": _("Paste one to 500 lines.")})
    zone = ZoneInfo(profile_facts().time_zone)
    return [_one(number, row, zone=zone, by=by) for number, row in rows if not _is_heading(number, row)]


def _rows(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ",")
    except csv.Error as error:
        raise BadInput(fields={"lines": _("These lines cannot be read as a list.")}) from error


def _is_heading(number: int, row: list[str]) -> bool:
    return number == 1 and len(row) >= _NEEDED and row[3].strip().lower() not in STATES


def _one(number: int, row: list[str], *, zone: ZoneInfo, by: Actor) -> Line:
    try:
        typed = _typed([cell.strip() for cell in row], zone)
        return Line(number, dispute_ref=open_dispute(typed, by=by, source="import").public_id)
    except BadInput as bad:
        return Line(number, why=" ".join(str(words) for words in bad.fields.values()) or bad.text)
    except Refusal as refusal:
        return Line(number, why=refusal.text)


def _typed(cells: list[str], zone: ZoneInfo) -> TypedDispute:
    if len(cells) < _NEEDED or cells[3].lower() not in STATES:
        raise BadInput(fields={"lines": _("It needs a payment, a reference, an amount and a state.")})
    cells += [""] * (7 - len(cells))
    payment = _payment(cells[0])
    return TypedDispute(
        payment_ref=payment.public_id,
        reference=cells[1],
        amount=Money.parse(cells[2], payment.money_currency),
        state=cast("DisputeState", cells[3].lower()),
        answer_by=_day(cells[4], zone),
        fee=Money.parse(cells[5], payment.money_currency) if cells[5] else None,
        reason=cells[6],
    )


def _payment(name: str) -> Payment:
    try:
        found = Payment.objects.filter(pk=ids.decode("pay", name)).first()
    except BadId:
        named = Attempt.objects.filter(reference=name).exclude(reference="").select_related("payment")
        found = named[0].payment if len(named) == 1 else None
    if found is None:
        raise BadInput(fields={"lines": _("No payment of ours, or more than one, is called that.")})
    return found


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(23, 59), zone) if text else None
    except (ValueError, OverflowError) as error:
        raise BadInput(fields={"lines": _("Write days such as 2026-12-31.")}) from error
