"""A gateway's settlement report as a file: its columns found by their headings, or by the names people give. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tiwala.gateways.port import LineKind, StatementLine
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.payments.given_lists import cells_of, plain, shown, why_not

MOST: Final = 5_000
LONGEST: Final = 1_000_000
COLUMNS: Final = ("reference", "our key", "amount", "fee", "fee vat", "net", "date", "kind", "currency")
HEADINGS: Final[Mapping[str, str]] = {
    **{name: name for name in COLUMNS},
    **dict.fromkeys(("reference no", "reference number", "transaction id", "payment id", "id"), "reference"),
    **dict.fromkeys(("merchant reference", "request reference number", "requestreferencenumber"), "our key"),
    **dict.fromkeys(("gross", "gross amount", "transaction amount"), "amount"),
    **dict.fromkeys(("fees", "total fee", "mdr"), "fee"),
    **dict.fromkeys(("vat", "vat on fee", "fee tax"), "fee vat"),
    **dict.fromkeys(("net amount", "settlement amount"), "net"),
    **dict.fromkeys(("transaction date", "payment date", "created", "paid at"), "date"),
    **dict.fromkeys(("type", "transaction type"), "kind"),
}
"""Headings in small letters and without their brackets, and our column. Reports differ: see `columns` of `read`."""
KINDS: Final[Mapping[str, LineKind]] = {
    **{kind: kind for kind in get_args(LineKind)},
    **dict.fromkeys(("sale", "purchase", "charge"), "payment"),
    **dict.fromkeys(("void", "refunded"), "refund"),
    **dict.fromkeys(("chargeback", "dispute lost"), "dispute"),
    **dict.fromkeys(("settlement", "withdrawal", "disbursement"), "payout"),
}
_DAYS: Final = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_YEARS: Final = (2000, 2200)
_OUT: Final = ("refund", "dispute", "payout")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of the file: what it says, or why it cannot be read. `has_day` is False where it names no day."""

    number: int
    text: str
    line: StatementLine | None = None
    why: str = ""
    has_day: bool = False


def read(text: str, *, columns: str, zone: ZoneInfo, at: datetime) -> list[FileRow]:
    """Its lines, in their order. `columns` names headings we do not know: "Ref. No. = reference; Gross Amt = amount".

    `at` stands in for a day that is not there. Refuses BadInput for nothing, for what is no list, for more than
    5,000 lines, and where the amount or both names of a payment are missing among the headings.
    """
    rows = list(cells_of(text, longest=LONGEST))
    if len(rows) < 2 or len(rows) > MOST + 1:  # noqa: PLR2004 - headings and a line
        raise BadInput(fields={"lines": _("Give a line of headings and one to 5,000 lines.")})
    names = _names(rows[0][1], _given(columns))
    return [_row(number, dict(zip(names, cells, strict=False)), cells, (zone, at)) for number, cells in rows[1:]]


def _given(columns: str) -> dict[str, str]:
    """What people say that headings mean."""
    found = {}
    for part in columns.replace("\n", ";").split(";"):
        heading, sign, ours = part.rpartition("=")
        if part.strip() and (not sign or ours.strip().lower() not in COLUMNS):
            words = _("Write “their heading = ours”; ours are: %(names)s.") % {"names": ", ".join(COLUMNS)}
            raise BadInput(fields={"columns": words})
        if sign:
            found[plain(heading)] = ours.strip().lower()
    return found


def _names(cells: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """Our names of the columns, in their order; what people gave goes first, and a name counts once."""
    names = [given.get(plain(cell), "") for cell in cells]
    for place, cell in enumerate(cells):
        known = HEADINGS.get(plain(cell), "")
        if not names[place] and known and known not in names:
            names[place] = known
    if "amount" not in names or not {"reference", "our key"} & set(names):
        words = _("We find no column with the amount, or none that names the payment. Say which they are, such as: "
                  "Ref. No. = reference; Gross = amount.")  # fmt: skip
        raise BadInput(fields={"columns": words})
    return names


def _row(number: int, said: Mapping[str, str], cells: list[str], when: tuple[ZoneInfo, datetime]) -> FileRow:
    text = shown(cells)
    try:
        line, has_day = _line(said, *when)
    except BadInput as bad:
        return FileRow(number, text, why=why_not(bad))
    return FileRow(number, text, line, has_day=has_day)


def _line(said: Mapping[str, str], zone: ZoneInfo, at: datetime) -> tuple[StatementLine, bool]:
    """The line as the port has it. What they keep is what is missing in their net, or the fee they name.

    VAT is told apart only beside a net: without one nobody can say whether the fee holds it, and it is not final.
    """
    currency = (said.get("currency") or "PHP").upper()
    gross = Money.parse(said.get("amount", ""), currency)
    word = said.get("kind", "").lower().replace("_", " ").strip()
    kind: LineKind = KINDS.get(word, "other") if word else "payment" if gross.minor >= 0 else "refund"
    gross = -abs(gross) if kind in _OUT else gross
    fee = abs(Money.parse(said["fee"], currency)) if said.get("fee") else Money.zero(currency)
    if kind == "fee":
        gross, fee = Money.zero(currency), fee or abs(gross)
    if said.get("net"):
        net = Money.parse(said["net"], currency)
        fee = gross - (-abs(net) if kind in _OUT else net)
    vat = abs(Money.parse(said["fee vat"], currency)) if said.get("fee vat") else None
    day = _day(said.get("date", ""), zone)
    line = StatementLine(
        line_id="",
        kind=kind,
        at=day or at,
        gross=gross,
        fee=fee,
        net=gross - fee,
        attempt_key=said.get("our key", "")[:120],
        reference=said.get("reference", "")[:120],
        fee_vat=vat,
        is_final=bool(said.get("net")) or not vat,
    )
    return line, day is not None


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    """The instant or the day, in the business's zone where none is named; None for a way we cannot be sure of."""
    at = next((found for shape in ("", *_DAYS) if (found := _read_as(text, shape))), None)
    if at is None or not _YEARS[0] <= at.year < _YEARS[1]:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _read_as(text: str, shape: str) -> datetime | None:
    try:
        return datetime.strptime(text, shape) if shape else datetime.fromisoformat(text)  # noqa: DTZ007 - it follows
    except ValueError:
        return None
