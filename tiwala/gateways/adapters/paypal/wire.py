"""PayPal's JSON and ours. Strict: what is not as its documents promise is unreadable, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tiwala.gateways.outcomes import MethodFacts, SavedMethod
from tiwala.gateways.port import NoticeFacts, NoticeKind, StartRequest
from tiwala.gateways.reading import Json, UnreadableError, instant, major, maybe, one_line, part, rows, text
from tiwala.kit.money import Money

THEIR_ID: Final = re.compile(r"[A-Z0-9]{8,36}")
THEIR_TOKEN: Final = re.compile(r"[0-9a-zA-Z_-]{1,36}")
_NUMBER: Final = re.compile(r"[0-9]{5}")
_LONGEST_SHOWN: Final = 40
OFF: Final = ":off"
"""What is put behind our key when a try is called off: such an order is never captured by us."""
_KINDS: Final[tuple[tuple[str, NoticeKind], ...]] = (
    ("PAYMENT.CAPTURE.REFUNDED", "refund"),
    ("PAYMENT.CAPTURE.", "payment"),
    ("PAYMENT.AUTHORIZATION.", "payment"),
    ("CHECKOUT.", "payment"),
    ("CUSTOMER.DISPUTE.", "dispute"),
)
"""Names as PayPal's pages on webhooks give them; see README.md."""

_KEPT: Final = "VAULT.PAYMENT-TOKEN.CREATED"
_MAY_BE_BARE: Final = ("PAYMENT.CAPTURE.REVERSED", "PAYMENT.AUTHORIZATION.")
"""The first may come with a thing like a refund, which names no order; of the others old ones name none."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Money taken, or tried to be."""

    id: str
    status: str
    amount: Money
    at: datetime
    fee: Money | None
    payee: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Money set aside (an authorization), until `ends_at` where they say so."""

    id: str
    status: str
    amount: Money
    at: datetime
    ends_at: datetime | None
    payee: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Whose and of which try some captured money is, as its capture alone says."""

    id: str
    key: str
    order: str
    payee: str


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back."""

    id: str
    status: str
    amount: Money
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """One try. `page` is where its payer goes on, empty when PayPal names none.

    `payee` is the merchant that all of it names; empty when none is named, or two are.
    """

    id: str
    status: str
    key: str
    is_off: bool
    payee: str
    page: str
    updated: str
    captures: tuple[Capture, ...]
    refunds: tuple[Refund, ...]
    is_held: bool = False
    """Its money is only to be set aside at first."""
    holds: tuple[Hold, ...] = ()
    saved: SavedMethod | None = None

    @property
    def held(self) -> Hold | None:
        """Money that is set aside just now."""
        return next((one for one in self.holds if one.status == "CREATED"), None)


def asked(request: StartRequest) -> Mapping[str, object]:
    """What to post to /v2/checkout/orders for a page. Each keeping has a token of its own, ended by itself."""
    wallet: dict[str, object] = {"experience_context": _context(request)}
    if request.save_method:
        keep = {"store_in_vault": "ON_SUCCESS", "usage_type": "MERCHANT", "permit_multiple_payment_tokens": True}
        wallet["attributes"] = {"vault": keep}
    return _asked(request, wallet)


def charged(request: StartRequest) -> Mapping[str, object]:
    """What to post to charge a kept method; with the way back for a payer who is there."""
    context = {"experience_context": _context(request)} if request.payer_present else {}
    return _asked(request, {"vault_id": request.token, **context})


def _asked(request: StartRequest, wallet: Mapping[str, object]) -> Mapping[str, object]:
    unit = {"reference_id": "default", "custom_id": request.attempt_key, "amount": money(request.amount)}
    if described := one_line(request.description, most=127):
        unit["description"] = described
    intent = "AUTHORIZE" if request.capture == "manual" else "CAPTURE"
    return {"intent": intent, "purchase_units": [unit], "payment_source": {"paypal": wallet}}


def _context(request: StartRequest) -> Mapping[str, str]:
    return {
        "return_url": request.return_url,
        "cancel_url": request.cancel_url or request.return_url,
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
    }


def money(amount: Money) -> Mapping[str, str]:
    """Money as they write it: a text with every decimal."""
    return {"currency_code": amount.currency, "value": format(amount.decimal, "f")}


def order(data: Json) -> Order:
    """One order with its money."""
    units = rows(data, "purchase_units")
    if len(units) != 1:
        raise UnreadableError("purchase_units")
    unit = units[0]
    paid = part(unit, "payments") if "payments" in unit else {}
    taken = rows(paid, "captures") if "captures" in paid else []
    aside = rows(paid, "authorizations") if "authorizations" in paid else []
    captures, holds = tuple(capture(row) for row in taken), tuple(hold(row) for row in aside)
    named = (_payee(unit), *(row.payee for row in captures), *(row.payee for row in holds))
    payees = {one for one in named if one}
    custom = next((said for one in (unit, *taken, *aside) if (said := maybe(one, "custom_id", most=255))), "")
    pages = [
        text(link, "href")
        for link in (rows(data, "links") if "links" in data else [])
        if link.get("rel") in ("payer-action", "approve")
    ]
    return Order(
        id=_id(data),
        status=text(data, "status"),
        key=custom.removesuffix(OFF),
        is_off=custom.endswith(OFF),
        payee=payees.pop() if len(payees) == 1 else "",
        page=pages[0] if pages else "",
        updated=maybe(data, "update_time", most=40),
        captures=captures,
        refunds=tuple(refund(row) for row in (rows(paid, "refunds") if "refunds" in paid else [])),
        is_held=data.get("intent") == "AUTHORIZE",
        holds=holds,
        saved=_saved(data),
    )


def capture(data: Json) -> Capture:
    """One capture. Its fee, where they name it in its own currency."""
    amount = _money(data, "amount")
    told = data.get("seller_receivable_breakdown")
    fee = _money(told, "paypal_fee") if isinstance(told, Mapping) and "paypal_fee" in told else None
    if fee is not None and fee.currency != amount.currency:
        fee = None
    return Capture(_id(data), text(data, "status"), amount, instant(data, "create_time"), fee, _payee(data))


def hold(data: Json) -> Hold:
    """One authorization."""
    ends_at = instant(data, "expiration_time") if "expiration_time" in data else None
    at, amount = instant(data, "create_time"), _money(data, "amount")
    return Hold(_id(data), text(data, "status"), amount, at, ends_at, _payee(data))


def taken(data: Json) -> Taken:
    """Which try a capture belongs to."""
    custom = maybe(data, "custom_id", most=255).removesuffix(OFF)
    related = data.get("supplementary_data")
    order_id = maybe(part(data, "supplementary_data", "related_ids"), "order_id") if related else ""
    return Taken(_id(data), custom, order_id, _payee(data))


def refund(data: Json) -> Refund:
    """One refund. `key` is ours, where it carries one."""
    return Refund(
        _id(data),
        text(data, "status"),
        _money(data, "amount"),
        maybe(data, "custom_id", most=255),
        instant(data, "create_time"),
    )


def event(data: Json) -> NoticeFacts:
    """What a proven event is about."""
    event_id, name, resource = text(data, "id"), text(data, "event_type"), part(data, "resource")
    if name == _KEPT:
        order_id = maybe(resource["metadata"], "order_id") if isinstance(resource.get("metadata"), Mapping) else ""
        return NoticeFacts(event_id, "payment" if order_id else "other", reference=order_id, name=name)
    kind: NoticeKind = next((kind for begins, kind in _KINDS if name.startswith(begins)), "other")
    if kind == "other" or (name.startswith(_MAY_BE_BARE) and "supplementary_data" not in resource):
        return NoticeFacts(event_id, "other", name=name)
    if kind == "dispute":
        return NoticeFacts(event_id, kind, reference=text(resource, "dispute_id"), name=name)
    custom = maybe(resource, "custom_id", most=255)
    if kind == "refund":
        return NoticeFacts(event_id, kind, custom, _id(resource), name=name)
    if name.startswith("CHECKOUT."):
        units = resource.get("purchase_units")
        custom = maybe(rows(resource, "purchase_units")[0], "custom_id", most=255) if units else ""
        reference = maybe(resource, "order_id") or _id(resource)
    else:
        reference = text(part(resource, "supplementary_data", "related_ids"), "order_id")
    return NoticeFacts(event_id, kind, custom.removesuffix(OFF), reference, name=name)


def _saved(data: Json) -> SavedMethod | None:
    """What their payer let them keep; none where no token is told (yet): the money counts."""
    try:
        wallet = part(data, "payment_source", "paypal")
        token = text(part(wallet, "attributes", "vault"), "id")
    except UnreadableError:
        return None
    account = MethodFacts(brand="PayPal", wallet=_masked(wallet.get("email_address")))
    return SavedMethod(token, account) if THEIR_TOKEN.fullmatch(token) else None


def _masked(address: object) -> str:
    """The first letter and where the mail is; empty where that would tell a number or no address at all."""
    who, _at, where = address.rpartition("@") if isinstance(address, str) else ("", "", "")
    shown = f"{who[:1]}•••@{where}"
    is_fit = who.isprintable() and where.isascii() and where.isprintable() and len(shown) <= _LONGEST_SHOWN
    return shown if who and where and is_fit and not _NUMBER.search(shown) else ""


def _payee(data: Json) -> str:
    return maybe(part(data, "payee"), "merchant_id") if "payee" in data else ""


def _money(data: Json, name: str) -> Money:
    found = part(data, name)
    return major(found, "value", text(found, "currency_code"))


def _id(data: Json) -> str:
    found = text(data, "id")
    if not THEIR_ID.fullmatch(found):
        raise UnreadableError("id")
    return found
