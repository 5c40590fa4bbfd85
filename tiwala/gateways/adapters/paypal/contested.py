"""PayPal's disputes as facts. What they leave open stays open: an end that is not clear is never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from tiwala.gateways.port import DisputeFacts, DisputeState
from tiwala.gateways.reading import Json, UnreadableError, instant, major, maybe, part, rows, text
from tiwala.kit.money import Money

_STATES: Final[Mapping[str, DisputeState]] = {
    "OPEN_INQUIRIES": "needs_answer",
    "REQUIRED_ACTION": "needs_answer",
    "APPEALABLE": "needs_answer",
    "REQUIRED_OTHER_PARTY_ACTION": "under_review",
    "UNDER_PAYPAL_REVIEW": "under_review",
}
_STATUSES: Final[Mapping[str, DisputeState]] = {
    "OPEN": "needs_answer",
    "WAITING_FOR_SELLER_RESPONSE": "needs_answer",
    "WAITING_FOR_BUYER_RESPONSE": "under_review",
    "UNDER_REVIEW": "under_review",
}
_ENDS: Final[Mapping[str, DisputeState]] = {
    "RESOLVED_BUYER_FAVOUR": "lost",
    "RESOLVED_SELLER_FAVOUR": "won",
    "CANCELED_BY_BUYER": "won",
}
"""Outcomes that say it. Of the others (a payout by PayPal, say) only the money tells."""
_OVER: Final = "RESOLVED"
_ONLY_ASKS: Final = "INQUIRY"
_SETTLED: Final = "DISPUTE_SETTLEMENT"
_ASKED: Final = ("update_time_after", "update_time_before", "page_size", "next_page_token", "start_time")
_FEES: Final = ("DISPUTE_FEE", "CHARGEBACK_FEE", "DISPUTE_SETTLEMENT_FEE")


@dataclass(frozen=True, slots=True)
class About:
    """The payment that a dispute is about, as its capture says; empty where there is none to read."""

    attempt_key: str = ""
    order: str = ""
    payee: str = ""


def transaction(data: Json) -> Json | None:
    """The one payment a dispute names; None where it names none or several, and nobody can say which is ours."""
    named = rows(data, "disputed_transactions") if "disputed_transactions" in data else []
    return named[0] if len(named) == 1 else None


def facts(data: Json, about: About) -> DisputeFacts:
    """A dispute as facts; `about` is its payment. Amounts are what the seller loses by it."""
    amount = _money(data, "dispute_amount")
    moved = rows(data, "money_movements") if "money_movements" in data else []
    ours = [one for one in moved if one.get("affected_party") == "SELLER"]
    taken = _sum(ours, (_SETTLED,), amount.currency)
    state = _state(data, taken)
    is_taken = state == "lost" or data.get("dispute_life_cycle_stage") != _ONLY_ASKS or bool(taken and taken.minor > 0)
    return DisputeFacts(
        reference=text(data, "dispute_id"),
        payment_reference=about.order,
        amount=_lost(data, amount, taken) if state == "lost" else amount,
        state=state,
        opened_at=instant(data, "create_time"),
        attempt_key=about.attempt_key,
        account=about.payee,
        reason=maybe(data, "reason", most=60),
        fee=_fee(ours, amount.currency),
        answer_by=instant(data, "seller_response_due_date") if data.get("seller_response_due_date") else None,
        is_taken=is_taken,
    )


def page(data: Json) -> tuple[list[tuple[str, datetime]], dict[str, str]]:
    """A page of their list (each dispute's id, and when it was opened), and the question for the next, if there is one.

    Of the address of the next page only the question is taken: no call ever follows an address of theirs.
    """
    links = rows(data, "links") if "links" in data else None
    if links is None and "items" not in data:
        raise UnreadableError("neither disputes nor links")
    items = rows(data, "items") if "items" in data else []
    listed = [(text(one, "dispute_id"), instant(one, "create_time")) for one in items]
    further = [text(link, "href") for link in links or [] if link.get("rel") == "next"]
    return listed, _question(further[0]) if further else {}


def _question(address: str) -> dict[str, str]:
    """What the next page is asked by; a token's `+` may stand there as it is."""
    asked = {name: value for name, value in parse_qsl(urlsplit(address).query) if name in _ASKED}
    if "next_page_token" not in asked:
        raise UnreadableError("no token")
    return asked | {"next_page_token": asked["next_page_token"].replace(" ", "+")}


def _state(data: Json, taken: Money | None) -> DisputeState:
    """By their word for us, else by their word for all; at its end by the outcome, else by the money that moved.

    An end that neither tells waits for an answer: a person looks.
    """
    theirs, status = maybe(data, "dispute_state"), maybe(data, "status")
    known = _STATES.get(theirs) if theirs else _STATUSES.get(status)
    if known is not None:
        return known
    if _OVER not in (theirs, status):
        raise UnreadableError("unknown state")
    told = part(data, "dispute_outcome") if "dispute_outcome" in data else {}
    clear = _ENDS.get(maybe(told, "outcome_code"))
    if clear is None and taken is not None:
        return "lost" if taken.minor > 0 else "won"
    return clear or "needs_answer"


def _lost(data: Json, asked: Money, taken: Money | None) -> Money:
    """What the seller lost: what was taken, else what the payer got, never more than was asked for."""
    told = part(data, "dispute_outcome") if "dispute_outcome" in data else {}
    given = _money(told, "amount_refunded") if "amount_refunded" in told else None
    for found in (taken, given):
        if found is not None and found.currency == asked.currency and found.minor > 0:
            return min(found, asked)
    return asked


def _fee(moved: Sequence[Json], currency: str) -> Money | None:
    fee = _sum(moved, _FEES, currency)
    return None if fee is None else max(fee, Money.zero(currency))


def _sum(moved: Sequence[Json], reasons: tuple[str, ...], currency: str) -> Money | None:
    """What left us for these reasons, less what came back; None where nothing moved, or in another currency."""
    found = [one for one in moved if one.get("reason") in reasons]
    if not found:
        return None
    total = Money.zero(currency)
    for one in found:
        amount = _money(one, "amount")
        if amount.currency != currency or one.get("type") not in ("DEBIT", "CREDIT"):
            return None
        total = total + amount if one["type"] == "DEBIT" else total - amount
    return total


def _money(data: Json, name: str) -> Money:
    found = part(data, name)
    return major(found, "value", text(found, "currency_code"))
