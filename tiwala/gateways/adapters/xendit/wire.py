"""Xendit's JSON read strictly: what is not as its documents promise is unreadable, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tiwala.gateways.adapters.xendit.bodies import DIRECT
from tiwala.gateways.adapters.xendit.channels import name_of
from tiwala.gateways.outcomes import MethodFacts
from tiwala.gateways.reading import Json, UnreadableError, an_object, instant, major, maybe, rows, text
from tiwala.kit.money import Money

_ENDED_3DS: Final = {
    "05": "passed",
    "02": "passed",
    "06": "attempted",
    "01": "attempted",
    "07": "failed",
    "00": "failed",
}
"""What the bank's "electronic commerce indicator" says (Visa 05 to 07, Mastercard 02 to 00)."""
_CODES: Final = ("PAYMENT_CODE", "VIRTUAL_ACCOUNT_NUMBER")
_LAST, _BIN_MIN = 4, 6


@dataclass(frozen=True, slots=True)
class Session:
    """A hosted page (ps-…). Ids are empty until somebody paid."""

    id: str
    status: str
    key: str
    account: str
    url: str
    payment: str
    request: str
    token: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """A payment request (pr-…): what the payer is to do, and the latest payment for it."""

    id: str
    status: str
    key: str
    account: str
    payment: str
    failure: str
    url: str
    qr: str
    code: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was tried (py-…). `captured` is what was really taken, None where they do not tell."""

    id: str
    request: str
    status: str
    key: str
    account: str
    asked: Money
    captured: Money | None
    at: datetime
    channel: str
    failure: str
    token: str
    facts: MethodFacts


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of their list of transactions. `net` is None where it is not in the same currency."""

    id: str
    type: str
    status: str
    product: str
    request: str
    key: str
    channel: str
    amount: Money
    net: Money | None
    fees: Money
    vat: Money | None
    fee_is_known: bool
    is_in: bool
    created_at: datetime
    updated_at: datetime


def session(data: Json) -> Session:
    """A page of theirs."""
    saves = data.get("allow_save_payment_method") in ("FORCED", "OPTIONAL")
    return Session(
        id=text(data, "payment_session_id"),
        status=text(data, "status"),
        key=text(data, "reference_id"),
        account=text(data, "business_id"),
        url=_address(data.get("payment_link_url")),
        payment=_id(data, "payment_id"),
        request=_id(data, "payment_request_id"),
        token=_id(data, "payment_token_id") if saves else "",
        expires_at=instant(data, "expires_at") if data.get("expires_at") else None,
    )


def request(data: Json) -> Request:
    """A payment request."""
    actions = rows(data, "actions") if data.get("actions") is not None else []
    properties = _some(data, "channel_properties")
    return Request(
        id=text(data, "payment_request_id"),
        status=text(data, "status"),
        key=text(data, "reference_id"),
        account=text(data, "business_id"),
        payment=_id(data, "latest_payment_id"),
        failure=maybe(data, "failure_code"),
        url=_address(_action(actions, "WEB_URL") or _action(actions, "DEEPLINK_URL")),
        qr=_action(actions, "QR_STRING"),
        code=next((found for name in _CODES if (found := _action(actions, name))), "")[:60],
        expires_at=instant(properties, "expires_at") if properties.get("expires_at") else None,
    )


def payment(data: Json) -> Payment:
    """A payment with what was captured of it."""
    currency = text(data, "currency")
    captures = rows(data, "captures") if data.get("captures") else []
    taken = [major(one, "capture_amount", currency) for one in captures]
    times = [instant(one, "capture_timestamp") for one in captures if one.get("capture_timestamp")]
    saves = data.get("type") == "PAY_AND_SAVE"
    return Payment(
        id=text(data, "payment_id"),
        request=_id(data, "payment_request_id"),
        status=text(data, "status"),
        key=text(data, "reference_id"),
        account=text(data, "business_id"),
        asked=major(data, "request_amount", currency),
        captured=sum(taken[1:], taken[0]) if taken else None,
        at=max(times) if times else instant(data, "updated"),
        channel=text(data, "channel_code"),
        failure=maybe(data, "failure_code"),
        token=_id(data, "payment_token_id") if saves else "",
        facts=_facts(data),
    )


def entries(page: Json) -> tuple[list[Entry], bool]:
    """A page of transactions, and whether more follow."""
    return [entry(row) for row in rows(page)], page.get("has_more") is True


def entry(data: Json) -> Entry:
    """One transaction."""
    currency = text(data, "currency")
    fee, product = _some(data, "fee"), _some(data, "product_data")
    names = ("xendit_fee", "value_added_tax", "xendit_withholding_tax", "third_party_withholding_tax")
    parts = [major(fee, name, currency) for name in names if fee.get(name) is not None]
    is_same = data.get("net_amount_currency") in (None, currency) and data.get("net_amount") is not None
    return Entry(
        id=text(data, "id"),
        type=text(data, "type"),
        status=text(data, "status"),
        product=maybe(data, "product_id"),
        request=maybe(product, "payment_request_id"),
        key=maybe(data, "reference_id"),
        channel=maybe(data, "channel_code"),
        amount=major(data, "amount", currency),
        net=major(data, "net_amount", currency) if is_same else None,
        fees=sum(parts, Money.zero(currency.upper())),
        vat=major(fee, "value_added_tax", currency) if fee.get("value_added_tax") is not None else None,
        fee_is_known=fee.get("status") not in (None, "PENDING"),
        is_in=text(data, "cashflow") == "MONEY_IN",
        created_at=instant(data, "created"),
        updated_at=instant(data, "updated"),
    )


def is_direct(data: Json) -> bool:
    """Whether a payment was asked for by us and not by a page of theirs."""
    return all(_some(data, "metadata").get(name) == value for name, value in DIRECT.items())


def masked(facts: MethodFacts) -> str:
    """How the card or wallet is shown."""
    return f"{facts.brand.upper() or facts.wallet} •••• {facts.last_four}".strip() if facts.last_four else ""


def _facts(data: Json) -> MethodFacts:
    properties, details = _some(data, "channel_properties"), _some(data, "payment_details")
    card = _some(properties, "card_details")
    number = maybe(card, "masked_card_number")
    first = _leading_digits(number)
    if not number:
        return MethodFacts(
            wallet=name_of(maybe(data, "channel_code", most=40)),
            last_four=_last_digits(maybe(details, "payer_account_number")),
            issuer=maybe(details, "issuer_name", most=80),
        )
    return MethodFacts(
        brand=maybe(card, "network", most=20).lower(),
        last_four=_last_digits(number),
        expires_month=_count(card, "expiry_month", most=12),
        expires_year=_count(card, "expiry_year", most=2200),
        bin=first if _BIN_MIN <= len(first) <= _BIN_MIN + 2 else "",
        fingerprint=maybe(card, "fingerprint", most=80),
        country=maybe(card, "country", most=2),
        issuer=maybe(card, "issuer", most=80),
        authentication=_authentication(properties, _some(details, "authentication_data")),
    )


def _authentication(properties: Json, data: Json) -> Any:
    if properties.get("skip_three_ds") is True:
        return "not_asked"
    return _ENDED_3DS.get(maybe(_some(data, "a_res"), "eci"), "")


def _leading_digits(number: str) -> str:
    return number[: next((at for at, letter in enumerate(number) if not letter.isdecimal()), len(number))]


def _last_digits(number: str) -> str:
    digits = "".join(letter for letter in number if letter.isdecimal() and letter.isascii())
    return digits[-_LAST:] if len(digits) >= _LAST else ""


def _count(data: Json, name: str, *, most: int) -> int:
    value = maybe(data, name, most=5)
    return int(value) if value.isascii() and value.isdecimal() and int(value) <= most else 0


def _some(data: Json, name: str) -> Json:
    """The object under a name that may be missing or null."""
    return {} if data.get(name) is None else an_object(data[name], name)


def _id(data: Json, name: str) -> str:
    """An id that is null until there is one."""
    return "" if data.get(name) is None else text(data, name)


def _action(actions: Any, descriptor: str) -> str:
    found = (one.get("value") for one in actions if one.get("descriptor") == descriptor)
    return next((value for value in found if isinstance(value, str) and value.isprintable()), "")


def _address(value: object) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not value.isascii() or not value.startswith(("https://", "http://")):
        raise UnreadableError("an address")
    return value
