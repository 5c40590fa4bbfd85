"""Maya's JSON in our types. Strict, never a guess; a payment of theirs is what every verb reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from tiwala.gateways.adapters.maya.products import our_name
from tiwala.gateways.outcomes import MethodFacts
from tiwala.gateways.port import NoticeFacts
from tiwala.gateways.reading import Json, UnreadableError, instant, major, maybe, text
from tiwala.kit.money import Money

THEIR_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
CUSTOMER: Final = "tiwalaCustomer"
"""Where in a checkout's metadata its Vault customer is written, when the payer let the card be kept."""

OPEN: Final = ("PENDING_TOKEN", "PENDING_PAYMENT", "FOR_AUTHENTICATION", "AUTHENTICATING")
THINKING: Final = ("AUTH_SUCCESS", "PAYMENT_PROCESSING")
PAID: Final = ("PAYMENT_SUCCESS", "REFUNDED", "VOIDED")
"""Money came. Whether it is still there, voids and refunds tell."""
TAKEN: Final = ("CAPTURED", "DONE")
FAILED: Final = ("PAYMENT_FAILED", "AUTH_FAILED")
OVER: Final = ("PAYMENT_EXPIRED", "AUTHORIZATION_HOLD_EXPIRED", "CAPTURE_HOLD_EXPIRED")
KNOWN: Final = (*OPEN, *THINKING, *PAID, *TAKEN, *FAILED, *OVER, "PAYMENT_CANCELLED", "AUTHORIZED")
_NO_MONEY: Final = (*OPEN, *THINKING, *FAILED, *OVER, "PAYMENT_CANCELLED")
_MARK: Final = re.compile(r"\[tiwala ([A-Za-z0-9_-]{1,60})\]\s*")
_DIGITS: Final = re.compile(r"[0-9]*")


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of theirs. `captured` is there for holds alone, `hold` for what was captured of one."""

    id: str
    status: str
    key: str
    amount: Money
    captured: Money | None
    can_void: bool
    can_refund: bool
    created_at: datetime
    updated_at: datetime
    method: str
    facts: MethodFacts
    masked: str
    token: str = ""
    customer: str = ""
    error: str = ""
    url: str = ""
    hold: str = ""

    @property
    def has_money(self) -> bool:
        """Whether money came, or was set aside, even if it went back since."""
        return self.status not in _NO_MONEY

    @property
    def is_hold(self) -> bool:
        """Whether it sets money aside, to be captured."""
        return self.captured is not None


@dataclass(frozen=True, slots=True)
class Returned:
    """A void or a refund of theirs, by its path below the payments."""

    path: str
    amount: Money
    state: Literal["done", "pending", "failed"]
    key: str
    at: datetime


def payment(data: Json) -> Payment:
    """A payment as they show it, in answers and in notices."""
    status, currency = text(data, "status"), text(data, "currency")
    if status not in KNOWN:
        raise UnreadableError("unknown status")
    source = _part(data, "fundSource")
    is_hold = data.get("capturedAmount") is not None or status in ("AUTHORIZED", *TAKEN)
    created = instant(data, "createdAt")
    return Payment(
        id=_id(data, "id"),
        status=status,
        key=text(data, "requestReferenceNumber"),
        amount=major(data, "amount", currency),
        captured=_captured(data, currency) if is_hold else None,
        can_void=data.get("canVoid") is True,
        can_refund=data.get("canRefund") is True,
        created_at=created,
        updated_at=instant(data, "updatedAt") if data.get("updatedAt") else created,
        method=our_name(maybe(source, "type", most=30)),
        facts=facts(source),
        masked=masked(source),
        token=maybe(data, "paymentTokenId"),
        customer=maybe(_part(data, "metadata"), CUSTOMER),
        error=maybe(data, "errorCode", most=20),
        url=maybe(data, "verificationUrl", most=2000),
        hold=maybe(data, "authorizationPayment"),
    )


def checkout(data: Json) -> tuple[str, str]:
    """A checkout's key, and what became of its payment."""
    return text(data, "requestReferenceNumber"), maybe(data, "paymentStatus") or text(data, "status")


def void(data: Json, *, of: Payment) -> Returned:
    """A void: all of its payment."""
    amount = major(data, "amount", text(data, "currency")) if data.get("amount") is not None else of.amount
    return _returned(data, amount, of=of, kind="voids", at="voidAt")


def refund(data: Json, *, of: Payment) -> Returned:
    """A refund in a list of theirs."""
    return _returned(data, major(data, "amount", text(data, "currency")), of=of, kind="refunds", at="refundAt")


def marked(reason: str, key: str) -> str:
    """A reason that names the refund: by it what was asked for is found again."""
    return f"{reason} [tiwala {key}]".strip()


def key_in(reason: str) -> str:
    """Whose a void or refund is: the mark at the end of its reason. Empty for one that is not ours."""
    found = _MARK.fullmatch(reason[max(reason.rfind("["), 0) :])
    return found[1] if found else ""


def opened(data: Json) -> tuple[str, str, str]:
    """What was opened for the payer: its id, its page, its QR text."""
    ident = _id(data, "checkoutId" if "checkoutId" in data else "paymentId")
    return ident, text(data, "redirectUrl"), maybe(data, "qrCodeBody", most=600)


def card(data: Json) -> tuple[str, bool, MethodFacts]:
    """A kept card: its id, whether it may be charged, its masked facts."""
    pan = maybe(data, "maskedPan", most=30)
    shown = MethodFacts(
        brand=_brand(maybe(data, "cardType", most=30)),
        last_four=_only_digits(maybe(data, "last4") or pan, -4),
        bin=_only_digits(maybe(data, "first6") or pan, 6),
    )
    return _id(data, "cardTokenId"), text(data, "state") == "VERIFIED", shown


def webhook(data: Json) -> tuple[str, str, str]:
    """A registered address: its id, the name of its event, the address."""
    return _id(data, "id"), text(data, "name"), text(data, "callbackUrl")


def notice(data: Json) -> NoticeFacts:
    """A notice is the payment as it was; names we do not know are kept and not acted on."""
    ident, status = text(data, "id"), maybe(data, "paymentStatus") or text(data, "status")
    event = f"{ident}:{status}"
    key = maybe(data, "requestReferenceNumber")
    if status not in KNOWN or not THEIR_ID.fullmatch(ident) or not key:
        return NoticeFacts(event_id=event, kind="other", name=status)
    return NoticeFacts(event_id=event, kind="payment", attempt_key=key, reference=ident, name=status)


def facts(source: Json) -> MethodFacts:
    """Masked facts of what paid."""
    details, kind = _part(source, "details"), our_name(maybe(source, "type", most=30))
    if kind != "card":
        return MethodFacts(wallet=_masked_account(source) if kind == "maya" else "", issuer=_issuer(details))
    return MethodFacts(
        brand=_brand(maybe(details, "scheme", most=30)),
        last_four=_only_digits(maybe(details, "last4"), -4),
        bin=_only_digits(maybe(details, "first6"), 6),
        issuer=_issuer(details),
    )


def masked(source: Json) -> str:
    """How to show what paid."""
    found = facts(source)
    return f"{found.brand.capitalize()} •••• {found.last_four}".strip() if found.last_four else found.wallet


def _returned(data: Json, amount: Money, *, of: Payment, kind: str, at: str) -> Returned:
    status = text(data, "status")
    states: dict[str, Literal["done", "pending", "failed"]] = {"SUCCESS": "done", "FAILED": "failed"}
    states |= dict.fromkeys(("ONGOING", "PENDING", "PROCESSING"), "pending")
    if status not in states:
        raise UnreadableError("unknown status")
    return Returned(
        path=f"{of.id}/{kind}/{_id(data, 'id')}",
        amount=amount,
        state=states[status],
        key=key_in(_words(data, "reason")),
        at=instant(data, at if data.get(at) else "createdAt"),
    )


def _words(data: Json, name: str) -> str:
    """A text that must be there, of any letters: without it nothing tells whose this is."""
    value = data.get(name)
    if not isinstance(value, str):
        raise UnreadableError(name)
    return value[:1000]


def _captured(data: Json, currency: str) -> Money:
    return major(data, "capturedAmount", currency) if data.get("capturedAmount") is not None else Money.zero(currency)


def _id(data: Json, name: str) -> str:
    found = text(data, name)
    if not THEIR_ID.fullmatch(found):
        raise UnreadableError(name)
    return found


def _part(data: Json, name: str) -> Json:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _only_digits(value: str, count: int) -> str:
    """The first or last so many letters, if they are digits: never a whole number of a card."""
    found = value[:count] if count > 0 else value[count:]
    return found if len(found) == abs(count) and _DIGITS.fullmatch(found) else ""


def _brand(scheme: str) -> str:
    return scheme.replace("-", "").replace("_", "").lower()


def _issuer(details: Json) -> str:
    issuer = maybe(details, "issuer", most=60)
    return "" if issuer == "Others" else issuer


def _masked_account(source: Json) -> str:
    """The end of a wallet's number; the rest of what they tell of it is about a person."""
    last = _only_digits(maybe(source, "description"), -4)
    return f"Maya •••• {last}" if last else "Maya"
