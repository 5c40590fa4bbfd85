"""Stripe's balance transactions as lines of a statement, and its disputes as facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tiwala.gateways.adapters.stripe import wire
from tiwala.gateways.port import DisputeFacts, DisputeState, LineKind, StatementLine, WarningFacts
from tiwala.gateways.reading import Json, UnreadableError, an_object, maybe, minor, part, rows, text, unix
from tiwala.kit.money import Money

_KINDS: Final[Mapping[str, LineKind]] = {
    "charge": "payment",
    "payment": "payment",
    "refund": "refund",
    "payment_refund": "refund",
    "payment_reversal": "reversal",
    "payment_failure_refund": "reversal",
    "stripe_fee": "fee",
    "stripe_fx_fee": "fee",
    "tax_fee": "fee",
    "payout": "payout",
    "payout_cancel": "payout",
    "payout_failure": "payout",
}
_STATES: Final[Mapping[str, DisputeState]] = {
    "warning_needs_response": "needs_answer",
    "needs_response": "needs_answer",
    "warning_under_review": "under_review",
    "under_review": "under_review",
    "warning_closed": "won",
    "prevented": "won",
    "won": "won",
    "charge_refunded": "won",
    "lost": "lost",
}
_NOTHING_TAKEN: Final = ("warning_needs_response", "warning_under_review", "warning_closed", "prevented")


def page(data: Json) -> tuple[list[StatementLine], str]:
    """The lines of a page, and the last id when more follow."""
    found = rows(data)
    lines = [line(one) for one in found]
    more = data.get("has_more") is True and found
    return lines, text(found[-1], "id") if more else ""


def line(data: Json) -> StatementLine:
    """A balance transaction; the sums must agree, or the line is unreadable."""
    currency = text(data, "currency")
    gross, fee, net = (minor(data, name, currency) for name in ("amount", "fee", "net"))
    if gross - fee != net:
        raise UnreadableError("net is not gross less fee")
    source = data.get("source")
    about = source if isinstance(source, Mapping) else {}
    kind = _kind(text(data, "type"), about, gross)
    if kind == "fee":
        gross, fee = Money.zero(currency.upper()), fee - gross
    return StatementLine(
        line_id=text(data, "id"),
        kind=kind,
        at=unix(data, "created"),
        gross=gross,
        fee=fee,
        net=net,
        attempt_key=wire.refund_key(about) if kind == "refund" else wire.attempt_key(about),
        reference=maybe(about, "id"),
        payout=maybe(about, "id") if kind == "payout" else "",
        method=maybe(an_object(about.get("payment_method_details") or {}), "type", most=30),
        fee_vat=_vat(data, currency, fee),
    )


def _vat(data: Json, currency: str, fee: Money) -> Money | None:
    """How much of the fee is tax; None where they do not say, or say what cannot be a part of it."""
    details = rows(data, "fee_details") if data.get("fee_details") else []
    taxes = [minor(one, "amount", currency) for one in details if one.get("type") == "tax"]
    vat = sum(taxes, Money.zero(currency.upper()))
    return vat if taxes and 0 <= vat.minor <= fee.minor else None


def _kind(theirs: str, about: Json, gross: Money) -> LineKind:
    if about.get("object") == "dispute":
        return "dispute" if gross.minor < 0 else "dispute_won"
    return _KINDS.get(theirs, "other")


def dispute(data: Json, whose: wire.Whose, payment_reference: str = "") -> DisputeFacts:
    """A dispute, its intent opened."""
    if data.get("object") != "dispute" or data.get("livemode") is not whose.is_live:
        raise UnreadableError("not a dispute of our mode")
    status, currency = text(data, "status"), text(data, "currency")
    state = _STATES.get(status)
    if state is None:
        raise UnreadableError("unknown status")
    about = intent_of(data)
    due = part(data, "evidence_details").get("due_by")
    return DisputeFacts(
        reference=text(data, "id"),
        payment_reference=payment_reference or (text(about, "id") if about else ""),
        amount=minor(data, "amount", currency),
        state=state,
        opened_at=unix(data, "created"),
        attempt_key=wire.attempt_key(about) if about else "",
        account=whose.account,
        reason=maybe(data, "reason", most=60),
        fee=_fee(data, currency),
        answer_by=unix(part(data, "evidence_details"), "due_by") if due is not None else None,
        is_taken=status not in _NOTHING_TAKEN,
    )


def warning(data: Json, whose: wire.Whose, payment_reference: str = "") -> WarningFacts:
    """An early fraud warning as facts; `payment_reference` is the page's, where one began it."""
    if data.get("object") != "radar.early_fraud_warning" or data.get("livemode") is not whose.is_live:
        raise UnreadableError("not an early warning of this mode")
    about = intent_of(data)
    return WarningFacts(
        reference=text(data, "id"),
        at=unix(data, "created"),
        payment_reference=payment_reference or (text(about, "id") if about else ""),
        attempt_key=wire.attempt_key(about) if about else "",
        account=whose.account,
        reason=maybe(data, "fraud_type", most=60),
    )


def intent_of(data: Json) -> Json | None:
    """The intent a dispute is about; None for a charge without one."""
    value = data.get("payment_intent")
    if isinstance(value, str):
        raise UnreadableError("not opened")
    return None if value is None else an_object(value)


def _fee(data: Json, currency: str) -> Money | None:
    """What the dispute costs beside the money; None where it is not told, or taken in another currency."""
    moved = rows(data, "balance_transactions") if data.get("balance_transactions") is not None else []
    fees = [minor(one, "fee", currency) for one in moved if text(one, "currency") == currency]
    return sum(fees, Money.zero(currency.upper())) if fees and len(fees) == len(moved) else None
