"""Xendit's transactions as lines of a statement, by the day they were made; what was taken back, by the day of that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tiwala.gateways.adapters.xendit import wire
from tiwala.gateways.adapters.xendit.channels import name_of
from tiwala.gateways.line import Line
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import LineKind, StatementLine
from tiwala.kit.errors import GatewayBreakdown

_ZONE: Final = ZoneInfo("Asia/Manila")
_PAGE: Final = 50
_PAGES_MAX: Final = 10_000
_COUNTS: Final = ("SUCCESS", "REVERSED", "VOIDED")
_TAKEN_BACK: Final = ("REVERSED", "VOIDED")
_KINDS: Final[dict[tuple[str, bool], LineKind]] = {
    ("PAYMENT", True): "payment",
    ("IN_PERSON_PAYMENT", True): "payment",
    ("REFUND", False): "refund",
    ("CHARGEBACK", False): "dispute",
    ("CHARGEBACK", True): "dispute_won",
    ("WITHDRAWAL", False): "payout",
}


def lines(line: Line, day: date) -> Iterator[StatementLine]:
    """All lines of one day in Manila."""
    begins = datetime.combine(day, time.min, _ZONE)
    ends = begins + timedelta(days=1)
    for entry in _entries(line, "created", begins, ends):
        if entry.status in _COUNTS and begins <= entry.created_at < ends:
            yield line_of(entry)
    for status in _TAKEN_BACK:
        for entry in _entries(line, "updated", begins, ends, statuses=status):
            if entry.status == status and begins <= entry.updated_at < ends:
                yield _taken_back(entry)


def line_of(entry: wire.Entry) -> StatementLine:
    """A transaction as a line. What comes in costs what their net says; what goes out, the fees they list."""
    gross = entry.amount if entry.is_in else -entry.amount
    fee = entry.amount - entry.net if entry.is_in and entry.net is not None else entry.fees
    kind = _KINDS.get((entry.type, entry.is_in), "other")
    return StatementLine(
        line_id=entry.id,
        kind=kind,
        at=entry.created_at,
        gross=gross,
        fee=fee,
        net=gross - fee,
        attempt_key=entry.key,
        reference=entry.request or entry.product,
        payout=entry.product if kind == "payout" else "",
        method=name_of(entry.channel) if entry.channel else "",
        fee_vat=entry.vat if entry.vat is not None and 0 <= entry.vat.minor <= fee.minor else None,
        is_final=entry.fee_is_known or not fee,
    )


def _taken_back(entry: wire.Entry) -> StatementLine:
    """The same money gone again, with the fee they had taken of it."""
    came = line_of(entry)
    return StatementLine(
        line_id=f"{entry.id}:{entry.status.lower()}",
        kind="reversal",
        at=entry.updated_at,
        gross=-came.gross,
        fee=-came.fee,
        net=-came.net,
        attempt_key=came.attempt_key,
        reference=came.reference,
        method=came.method,
    )


def _entries(line: Line, by: str, begins: datetime, ends: datetime, **more: str) -> Iterator[wire.Entry]:
    question: dict[str, Any] = {f"{by}[gte]": _text(begins), f"{by}[lte]": _text(ends), "limit": _PAGE, **more}
    after = ""
    for _ in range(_PAGES_MAX):
        page = line.read(
            line.ask("/transactions", params=question | ({"after_id": after} if after else {})), wire.entries
        )
        if isinstance(page, Unknown):
            raise GatewayBreakdown("the statement makes no sense", retry=False)
        found, has_more = page
        yield from found
        if not has_more or not found or found[-1].id == after:
            return
        after = found[-1].id
    raise GatewayBreakdown("the statement has no end", retry=False)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
