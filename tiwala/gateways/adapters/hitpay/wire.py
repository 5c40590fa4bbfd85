"""HitPay's JSON in our types. Strict, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Literal

from tiwala.gateways.outcomes import MethodFacts
from tiwala.gateways.reading import Json, UnreadableError, instant, major, maybe, rows, text
from tiwala.kit.money import Money

THEIR_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SINGAPORE: Final = timezone(timedelta(hours=8))
"""Where an instant has no zone, it is the wall clock there (their samples show both forms of one instant)."""
LAST_DIGITS: Final = 4

RequestState = Literal["pending", "completed", "failed", "expired", "canceled", "inactive"]
_STATES: Final[dict[str, RequestState]] = {
    "pending": "pending",
    "completed": "completed",
    "failed": "failed",
    "expired": "expired",
    "canceled": "canceled",
    "inactive": "inactive",
}
ChargeState = Literal["paid", "returned", "void", "failed", "pending"]
_CHARGES: Final[dict[str, ChargeState]] = {
    "succeeded": "paid",
    "succeeded_manually": "paid",
    "partially_refunded": "returned",
    "refunded": "returned",
    "void": "void",
    "failed": "failed",
    "canceled": "failed",
    "cancelled": "failed",
    "pending": "pending",
}
_REFUNDS: Final[dict[str, Literal["done", "pending", "failed"]]] = {
    "succeeded": "done",
    "pending": "pending",
    "processing": "pending",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A payment request of theirs: our try. `has_payments` when anybody tried to pay it."""

    id: str
    state: RequestState
    key: str
    url: str
    qr: str
    has_payments: bool
    failure: str


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that came, or was tried. `refunds` are ids, there where it is shown alone; `gone` is what went back."""

    id: str
    request: str
    state: ChargeState
    amount: Money
    at: datetime
    code: str
    facts: MethodFacts
    fee: Money | None
    failure: str
    gone: Money | None = None
    refunds: tuple[str, ...] = ()

    @property
    def has_money(self) -> bool:
        """Whether money came, even if it went back since."""
        return self.state in ("paid", "returned", "void")


@dataclass(frozen=True, slots=True)
class Returned:
    """A refund of theirs. Nothing in it says who asked for it."""

    id: str
    charge: str
    amount: Money
    state: Literal["done", "pending", "failed"]
    at: datetime


def request(data: Json) -> Request:
    """A payment request."""
    state = _STATES.get(text(data, "status"))
    if state is None:
        raise UnreadableError("unknown status")
    tried = data.get("payments")
    return Request(
        id=ident(data, "id"),
        state=state,
        key=maybe(data, "reference_number", most=255),
        url=maybe(data, "url", most=2000),
        qr=_qr(data),
        has_payments=isinstance(tried, list) and bool(tried),
        failure=maybe(data, "failure_reason", most=60),
    )


def charge(data: Json) -> Charge:
    """A charge, in a list or alone."""
    state, currency = _CHARGES.get(text(data, "status")), text(data, "currency")
    if state is None:
        raise UnreadableError("unknown status")
    method = data.get("payment_method")
    method = method if isinstance(method, dict) else {}
    returned = rows(data, "refunds") if data.get("refunds") else []
    return Charge(
        id=ident(data, "id"),
        request=ident(data, "payment_request_id") if data.get("payment_request_id") else "",
        state=state,
        amount=major(data, "amount", currency),
        at=moment(data, "closed_at" if data.get("closed_at") else "created_at"),
        code=maybe(method, "name", most=40),
        facts=_facts(method),
        fee=_fee(data, currency),
        failure=maybe(data, "failed_reason", most=60),
        gone=major(data, "refunded_amount", currency) if data.get("refunded_amount") is not None else None,
        refunds=tuple(ident(one, "id") for one in returned),
    )


def charges(page: Json) -> tuple[list[Charge], bool]:
    """A page of charges, and whether more follow."""
    meta = page.get("meta")
    more = bool(meta.get("next_cursor")) if isinstance(meta, dict) else False
    return [charge(row) for row in rows(page)], more


def named(page: Json) -> list[tuple[str, str]]:
    """Id and reference of each payment request in a page of them."""
    return [(ident(row, "id"), maybe(row, "reference_number", most=255)) for row in rows(page)]


def refund(data: Json) -> Returned:
    """A refund."""
    state = _REFUNDS.get(text(data, "status"))
    if state is None:
        raise UnreadableError("unknown status")
    return Returned(
        id=ident(data, "id"),
        charge=ident(data, "payment_id"),
        amount=major(data, "amount_refunded", text(data, "currency")),
        state=state,
        at=moment(data, "refunded_at" if data.get("refunded_at") else "created_at"),
    )


def ident(data: Json, name: str) -> str:
    """An id of theirs."""
    found = text(data, name)
    if not THEIR_ID.fullmatch(found):
        raise UnreadableError(name)
    return found


def moment(data: Json, name: str) -> datetime:
    """An instant with its zone, or of Singapore's wall clock."""
    try:
        found = datetime.fromisoformat(text(data, name))
    except ValueError as error:
        raise UnreadableError(name) from error
    return instant(data, name) if found.tzinfo else found.replace(tzinfo=SINGAPORE)


def masked(facts: MethodFacts) -> str:
    """How to show what paid."""
    return f"{facts.brand.capitalize()} •••• {facts.last_four}".strip() if facts.last_four else ""


def _facts(method: Json) -> MethodFacts:
    """Masked facts; never a whole number of a card."""
    known, name = method.get("data"), maybe(method, "name", most=40)
    known = known if isinstance(known, dict) else {}
    if name != "card":
        return MethodFacts()
    last = maybe(known, "last4", most=8)
    is_last = len(last) == LAST_DIGITS and last.isascii() and last.isdecimal()
    return MethodFacts(
        brand=maybe(known, "brand", most=20).lower(),
        last_four=last if is_last else "",
        country=maybe(known, "country_code", most=2),
    )


def _fee(data: Json, currency: str) -> Money | None:
    """Their fee, where it is in the currency of the payment."""
    if maybe(data, "home_currency").lower() != currency.lower():
        return None
    parts = [major(data, name, currency) for name in ("fixed_fee", "discount_fee") if data.get(name) is not None]
    total = sum(parts, Money.zero(currency.upper()))
    amount = major(data, "amount", currency)
    return total if parts and Money.zero(total.currency) <= total <= amount else None


def _qr(data: Json) -> str:
    """The text of a code. Their sandbox gives the address of a page to click instead: that is none."""
    given = data.get("qr_code_data")
    found = maybe(given, "qr_code", most=600) if isinstance(given, dict) else ""
    return "" if found.startswith(("http://", "https://")) else found
