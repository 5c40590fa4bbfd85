"""Payments and refunds as Stripe tells them, in our types. Strict: what is not as promised is unreadable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tiwala.gateways.adapters.stripe import cards, codes
from tiwala.gateways.adapters.stripe.asking import ATTEMPT, METHODS, REFUND, UNTIL, WAY, token_of
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundPending,
    Reversed,
    SavedMethod,
    Unknown,
    Why,
)
from tiwala.gateways.reading import Json, UnreadableError, an_object, minor, part, text, unix
from tiwala.kit.money import Money

_OURS: Final = {theirs: ours for ours, theirs in METHODS.items()}
_TIME_IS_OVER: Final = ("automatic", "expired")
_GONE: Final = ("succeeded", "pending", "requires_action")
_AT_ONCE: Final = timedelta(minutes=1)


Fits = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Whose:
    """What an answer is read by: our account there, its mode, the instant."""

    account: str
    is_live: bool
    now: datetime


Reader = Callable[[Json, Whose], Outcome]


def session(data: Json, whose: Whose) -> Outcome:
    """A Checkout Session, its PaymentIntent opened. Money first: what the intent says outweighs the page's state."""
    _must_be(data, "checkout.session", whose)
    reference, status = text(data, "id"), text(data, "status")
    if data.get("mode") != "payment":
        raise UnreadableError("not a page that asks for money")
    intent = _opened(data.get("payment_intent"))
    if intent is not None and intent.get("status") in _SPEAKS_FOR_ITSELF:
        return _intent(intent, reference, whose)
    match status:
        case "open":
            return NeedsPayer(text(data, "url"), reference, expires_at=unix(data, "expires_at"))
        case "complete":
            if intent is None:
                raise UnreadableError("complete, and nothing paid")
            return _let_go(intent, reference) or _told_no(intent, reference) or Pending(reference)
        case "expired":
            said = _told_no(intent, reference) if intent is not None else None
            return said or (Cancelled(reference) if whose.now < unix(data, "expires_at") else Expired(reference))
        case _:
            raise UnreadableError("unknown status")


def intent(data: Json, whose: Whose, reference: str = "") -> Outcome:
    """A PaymentIntent that a token began, or one seen apart from its page: then under the page's `reference`."""
    _must_be(data, "payment_intent", whose)
    own = text(data, "id")
    status = text(data, "status")
    if status in _SPEAKS_FOR_ITSELF:
        return _intent(data, reference or own, whose)
    match status:
        case "requires_action":
            return _action(data, reference or own, whose.now)
        case "canceled" | "requires_payment_method" | "requires_confirmation":
            said = _let_go(data, reference or own) or _told_no(data, reference or own)
            return said or Pending(reference or own)
        case _:
            raise UnreadableError("unknown status")


def _action(data: Json, reference: str, now: datetime) -> NeedsPayer | Pending | Expired:
    """Where the payer goes for their bank's check; a step of another kind is the bank's affair.

    Stripe waits for the payer for ever. We do not: after our own end it has run out, as a page has.
    """
    step = part(data, "next_action")
    if step.get("type") != "redirect_to_url":
        return Pending(reference)
    until = _until(data)
    if until is not None and now >= until:
        return Expired(reference)
    return NeedsPayer(text(part(step, "redirect_to_url"), "url"), reference, expires_at=until)


def _until(data: Json) -> datetime | None:
    marks = data.get("metadata")
    value = marks.get(UNTIL) if isinstance(marks, dict) else None
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 12:  # noqa: PLR2004 -- as far as instants go
        return None
    return unix({UNTIL: int(value)}, UNTIL)


def attempt_key(data: Json) -> str:
    """Our key in their metadata; empty when the thing is none of ours."""
    marks = data.get("metadata")
    value = marks.get(ATTEMPT) if isinstance(marks, dict) else None
    return value if isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= 100 else ""  # noqa: PLR2004


def refund_key(data: Json) -> str:
    """Our key of a refund; empty when somebody else gave the money back."""
    marks = data.get("metadata")
    value = marks.get(REFUND) if isinstance(marks, dict) else None
    return value if isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= 100 else ""  # noqa: PLR2004


def is_by_page(data: Json) -> bool:
    """Whether a page of theirs began this: then the page's id is the try's reference."""
    marks = data.get("metadata")
    return isinstance(marks, dict) and marks.get(WAY) == "page"


def asks_for(data: Json) -> Money:
    """What a session or an intent asks for."""
    name = "amount_total" if data.get("object") == "checkout.session" else "amount"
    return minor(data, name, text(data, "currency"))


def intent_id(data: Json) -> str:
    """The id of a session's intent, opened or not; empty before anybody paid."""
    value = data.get("payment_intent")
    if value is None:
        return ""
    return value if isinstance(value, str) else text(an_object(value), "id")


def intent_inside(data: Json) -> Json:
    """The intent of a session, opened; an intent is its own."""
    return part(data, "payment_intent") if data.get("object") == "checkout.session" else data


def has_money_back(intent: Json) -> bool:
    """Whether some of an intent's money went back, by whomever."""
    money = _charge(intent)
    value = money.get("amount_refunded") if money is not None else 0
    return type(value) is int and value > 0


def given_back_by_others(intent: Json, refunds: Sequence[Json], approved: Approved) -> Money:
    """What went back without our asking: from their dashboard, or taken by them.

    Of held money captured in part the rest, let go, may be told as a refund of that instant: it is none.
    """
    currency = approved.amount.currency
    gone = Money.zero(currency)
    let_go = minor(intent, "amount", currency) - approved.amount
    until = approved.captured_at + _AT_ONCE
    for one in refunds:
        if refund_key(one) or one.get("status") not in _GONE:
            continue
        amount = minor(one, "amount", text(one, "currency"))
        if amount == let_go and let_go.minor > 0 and unix(one, "created") <= until:
            let_go = Money.zero(currency)
            continue
        gone += amount
    return gone


def less(approved: Approved, gone: Money) -> Outcome:
    """The outcome when so much of the money was taken back by others."""
    return Reversed(approved.reference, gone) if gone.minor > 0 else approved


def refund(data: Json, whose: Whose) -> RefundOutcome:
    """A refund as an outcome."""
    if data.get("object") != "refund":
        raise UnreadableError("not a refund")
    reference = text(data, "id")
    match text(data, "status"):
        case "pending" | "requires_action":
            return RefundPending(reference)
        case "failed":
            return RefundFailed(RefundFailure.BANK_REFUSED, reference)
        case "canceled":
            return RefundFailed(RefundFailure.GATEWAY_REFUSED, reference)
        case "succeeded":
            money = minor(data, "amount", text(data, "currency"))
            return RefundDone(
                reference, money, key=refund_key(data), account=whose.account, done_at=unix(data, "created")
            )
        case _:
            raise UnreadableError("unknown status")


def _must_be(data: Json, kind: str, whose: Whose) -> None:
    """What they call it, and of our mode: a live thing in a test account, or the other way, is never money."""
    if data.get("object") != kind or data.get("livemode") is not whose.is_live:
        raise UnreadableError(f"not a {kind} of our mode")


def _intent(data: Json, reference: str, whose: Whose) -> Outcome:
    match data.get("status"):
        case "succeeded":
            return _approved(data, reference, whose.account)
        case "requires_capture":
            return _authorized(data, reference, whose.account)
        case _:
            return Pending(reference)


_SPEAKS_FOR_ITSELF: Final = ("succeeded", "requires_capture", "processing")


def _approved(data: Json, reference: str, account: str) -> Approved:
    currency, money = text(data, "currency"), _charge(data)
    if money is None:
        raise UnreadableError("paid, and no charge")
    balance = _opened(money.get("balance_transaction"))
    return Approved(
        reference=reference,
        amount=minor(data, "amount_received", currency),
        account=account,
        attempt_key=attempt_key(data),
        captured_at=unix(balance if balance is not None else money, "created"),
        method=_method(money),
        fee=_fee(balance, currency),
        masked=cards.masked(money),
        saved=_saved(data, money),
        facts=cards.facts(money),
    )


def _authorized(data: Json, reference: str, account: str) -> Authorized:
    money = _charge(data)
    if money is None:
        raise UnreadableError("held, and no charge")
    return Authorized(
        reference=reference,
        amount=minor(data, "amount_capturable", text(data, "currency")),
        account=account,
        attempt_key=attempt_key(data),
        authorized_at=unix(money, "created"),
        method=_method(money),
        masked=cards.masked(money),
        facts=cards.facts(money),
    )


def _let_go(data: Json, reference: str) -> Expired | Cancelled | None:
    """Called off, by us or by time."""
    if data.get("status") != "canceled":
        return None
    return Expired(reference) if data.get("cancellation_reason") in _TIME_IS_OVER else Cancelled(reference)


def _told_no(data: Json, reference: str) -> Declined | None:
    said = data.get("last_payment_error")
    if said is None:
        return None
    problem = an_object(said)
    return Declined(codes.decline_reason(problem), reference, facts=cards.facts_of_method(problem))


def declined(problem: Json) -> Outcome:
    """What a `card_error` says: the bank's no, under the intent that stays behind."""
    behind = problem.get("payment_intent")
    reference = text(an_object(behind), "id") if behind is not None else ""
    return Declined(codes.decline_reason(problem), reference, facts=cards.facts_of_method(problem))


def _method(money: Json) -> str:
    theirs = text(part(money, "payment_method_details"), "type")
    return _OURS.get(theirs, theirs[:30])


def _fee(balance: Json | None, currency: str) -> Money | None:
    """Their fee; None where it is not settled yet, or taken in the account's own, other currency."""
    if balance is None or text(balance, "currency") != currency:
        return None
    fee = minor(balance, "fee", currency)
    return fee if fee.minor >= 0 else None


def _saved(data: Json, money: Json) -> SavedMethod | None:
    customer, method = data.get("customer"), data.get("payment_method")
    if data.get("setup_future_usage") != "off_session" or not customer or not method:
        return None
    return SavedMethod(token_of(text(data, "customer"), text(data, "payment_method")), cards.facts(money))


def _charge(data: Json) -> Json | None:
    return _opened(data.get("latest_charge"))


def _opened(value: object) -> Json | None:
    """Something they give opened when asked to; a bare id means that they did not."""
    if isinstance(value, str):
        raise UnreadableError("not opened")
    return None if value is None else an_object(value)


def newest_truth(outcomes: Sequence[Outcome]) -> Outcome:
    """Of several things under one key, the one where most happened; Unknown(NOT_FOUND) when there is none."""
    return min(outcomes, key=lambda one: _TRUTH_FIRST.index(type(one)), default=Unknown(Why.NOT_FOUND))


_TRUTH_FIRST: Final = (Approved, Reversed, Authorized, Pending, NeedsPayer, Unknown, Declined, Cancelled, Expired)
