"""PayMongo's payments and refunds as lines of a day's statement, in Asia/Manila."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tiwala.gateways.adapters.paymongo.methods import OUR_NAMES
from tiwala.gateways.adapters.paymongo.wire import key_of, refund_key
from tiwala.gateways.port import StatementLine
from tiwala.gateways.reading import LONGEST, Json, UnreadableError, instant, maybe, minor, part, rows, text, unix
from tiwala.kit.money import Money

_SENT: Final = ("in_transit", "deposited")
ZONE: Final = ZoneInfo("Asia/Manila")


def bounds(day: date) -> tuple[datetime, datetime]:
    """From the first instant of the day to before the next one's."""
    first = datetime.combine(day, time.min, ZONE).astimezone(UTC)
    return first, first + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Some things of a list, newest first, and how the next are asked for: by their order, or by a cursor."""

    things: tuple[Json, ...]
    has_more: bool
    cursor: str


def page(found: Json) -> Page:
    """A page of a list."""
    pages = found.get("pagination")
    cursor = maybe(pages, "next_cursor", most=LONGEST) if isinstance(pages, dict) else ""
    return Page(tuple(rows(found)), found.get("has_more") is True, cursor)


def made_at(data: Json) -> datetime:
    """When a thing was made there."""
    return unix(part(data, "attributes"), "created_at")


def payment_line(data: Json, day: date) -> Iterator[StatementLine]:
    """The line of a payment, if its money came on that day."""
    attributes = part(data, "attributes")
    if type(attributes.get("paid_at")) is not int:
        return
    at = unix(attributes, "paid_at")
    first, following = bounds(day)
    if not first <= at < following:
        return
    currency = text(attributes, "currency")
    gross, net = minor(attributes, "amount", currency), minor(attributes, "net_amount", currency)
    source = attributes.get("source")
    kind = maybe(source, "type") if isinstance(source, dict) else ""
    yield StatementLine(
        line_id=text(data, "id"),
        kind="payment",
        at=at,
        gross=gross,
        fee=gross - net,
        net=net,
        attempt_key=key_of(attributes),
        reference=text(data, "id"),
        payout=maybe(attributes, "payout"),
        method=OUR_NAMES.get(kind, kind),
    )


def refund_line(data: Json, day: date) -> Iterator[StatementLine]:
    """The line of a refund that went out on that day."""
    attributes = part(data, "attributes")
    at = unix(attributes, "created_at")
    first, following = bounds(day)
    if maybe(attributes, "status") == "failed" or not first <= at < following:
        return
    back = Money.zero(text(attributes, "currency")) - minor(attributes, "amount", text(attributes, "currency"))
    yield StatementLine(
        line_id=text(data, "id"),
        kind="refund",
        at=at,
        gross=back,
        fee=Money.zero(back.currency),
        net=back,
        attempt_key=refund_key(attributes),
        reference=text(data, "id"),
    )


def payout_line(data: Json, day: date) -> Iterator[StatementLine]:
    """The line of a payout that was made on that day and has reached the bank, or is on its way there."""
    attributes = data.get("attributes")
    held = attributes if isinstance(attributes, dict) else data
    at = unix(held, "created_at") if type(held.get("created_at")) is int else instant(held, "created_at")
    first, following = bounds(day)
    if not first <= at < following or text(held, "status") not in _SENT:
        return
    currency = text(held, "currency")
    sent = minor(held, "net_amount", currency)
    if sent.minor < 0:
        raise UnreadableError("net_amount")
    yield StatementLine(
        line_id=text(data, "id"),
        kind="payout",
        at=at,
        gross=-sent,
        fee=Money.zero(sent.currency),
        net=-sent,
        reference=text(data, "id"),
        payout=text(data, "id"),
    )
