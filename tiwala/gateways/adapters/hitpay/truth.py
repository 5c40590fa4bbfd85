"""What became of a try: the payment request tells how it stands, its charges whether money came.

The request's own status may lag behind its money, so once anybody tried to pay the charges are asked. Nobody is
believed about another request than the one asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from tiwala.gateways.adapters.hitpay import codes, wire
from tiwala.gateways.adapters.hitpay.abilities import is_page
from tiwala.gateways.adapters.hitpay.methods import our_name
from tiwala.gateways.adapters.hitpay.wire import Charge, Request
from tiwala.gateways.line import MISSING, Line, problem_of
from tiwala.gateways.outcomes import (
    Approved,
    Cancelled,
    Declined,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    Unknown,
    Why,
)
from tiwala.gateways.reading import Json, UnreadableError

REQUESTS: Final = "/v1/payment-requests"
CHARGES: Final = "/v1/charges"
CHARGE: Final = "charges/"
"""How a charge that is not the first of its request is named; a request is named by its bare id."""
GONE: Final = Unknown(Why.NOT_FOUND)
UNCLEAR: Final = Unknown(Why.UNREADABLE)
_PAGE: Final = 100


class Truth:
    """Reads of one account."""

    def __init__(self, line: Line, *, account: str, base_url: str) -> None:
        self._line, self._account, self._base_url = line, account, base_url

    def of(self, reference: str) -> Outcome:
        """A try by its reference."""
        if reference.startswith(CHARGE):
            return self._of_charge(reference.removeprefix(CHARGE))
        if not wire.THEIR_ID.fullmatch(reference):
            return GONE
        found = self._request(reference)
        return self._of_request(reference, found) if isinstance(found, Request) or found == GONE else found

    def under(self, key: str) -> Outcome:
        """The money under our key. A page that only our key finds was shown to nobody: it is not found."""
        answer = self._line.ask(REQUESTS, params={"search": key, "per_page": _PAGE})
        found = [] if answer.status == MISSING else self._line.read(answer, wire.named)
        if isinstance(found, Unknown):
            return found
        for request in [one for one, name in found if name == key]:
            outcome = self.of(request)
            if not isinstance(outcome, NeedsPayer | Expired | Cancelled | Declined) and outcome != GONE:
                return outcome
        return GONE

    def charge_of(self, reference: str) -> Charge | Unknown:
        """The charge whose money a reference means, in full; GONE when no money came."""
        wanted = reference.removeprefix(CHARGE)
        if not wire.THEIR_ID.fullmatch(wanted):
            return GONE
        if wanted == reference:
            paid = self._paid(reference)
            if isinstance(paid, Unknown):
                return paid
            if not paid:
                return GONE
            wanted = paid[0].id
        return self._alone(wanted)

    def _of_request(self, reference: str, found: Request | Unknown) -> Outcome:
        """A request that is there, or one that was deleted: their door deletes none that was paid."""
        if isinstance(found, Request) and found.state == "pending" and not found.has_payments:
            return NeedsPayer(found.url, found.id, qr_payload=found.qr or None)
        tried = self._charges(reference)
        if isinstance(tried, Unknown):
            return tried
        paid = _oldest_first(one for one in tried if one.has_money)
        if paid and isinstance(found, Request):
            return self._approved(paid[0], reference=reference, key=found.key)
        if paid:
            return UNCLEAR
        return self._without_money(reference, found, tried)

    def _without_money(self, reference: str, found: Request | Unknown, tried: Sequence[Charge]) -> Outcome:
        if not isinstance(found, Request):
            return Cancelled(reference)
        match found.state:
            case "pending":
                thinks = any(one.state == "pending" for one in tried)
                return Pending(reference) if thinks else NeedsPayer(found.url, reference, qr_payload=found.qr or None)
            case "completed":
                return Pending(reference)
            case "failed":
                last = tried[0].failure if tried else ""
                return Declined(codes.decline_reason(last or found.failure), reference)
            case "expired":
                return Expired(reference)
            case "canceled" | "inactive":
                return Cancelled(reference)

    def _of_charge(self, ident: str) -> Outcome:
        """Money by its own id: that of the first charge goes by its request's name, and a further one by its own."""
        if not wire.THEIR_ID.fullmatch(ident):
            return GONE
        found = self._alone(ident)
        if isinstance(found, Unknown):
            return found
        if not found.request:
            return GONE
        request, paid = self._request(found.request), self._paid(found.request)
        if isinstance(request, Unknown) or isinstance(paid, Unknown):
            return UNCLEAR
        if not found.has_money:
            return Declined(codes.decline_reason(found.failure), f"{CHARGE}{ident}")
        is_first = bool(paid) and paid[0].id == ident
        reference = found.request if is_first else f"{CHARGE}{ident}"
        return self._approved(found, reference=reference, key=request.key)

    def _approved(self, found: Charge, *, reference: str, key: str) -> Outcome:
        """Money that came. What went back since may be our own doing, which nothing there tells; a void is nobody's."""
        if found.state == "void":
            return UNCLEAR
        return Approved(
            reference=reference,
            amount=found.amount,
            account=self._account,
            attempt_key=key,
            captured_at=found.at,
            method=our_name(found.code),
            fee=found.fee,
            masked=wire.masked(found.facts),
            facts=found.facts,
        )

    def _paid(self, request: str) -> Sequence[Charge] | Unknown:
        found = self._charges(request)
        return found if isinstance(found, Unknown) else _oldest_first(one for one in found if one.has_money)

    def _charges(self, request: str) -> Sequence[Charge] | Unknown:
        """Every charge of a request, newest first."""
        question = {"payment_request_id": request, "per_page": _PAGE}
        answer = self._line.ask(CHARGES, params=question)
        return self._line.read(answer, lambda page: _only(page, request))

    def _request(self, ident: str) -> Request | Unknown:
        """A payment request. It is gone when they say so in their own words; any other 404 says nothing about it."""
        answer = self._line.ask(f"{REQUESTS}/{ident}")
        if answer.status == MISSING:
            return GONE if codes.says_deleted(problem_of(answer)) else UNCLEAR
        found = self._line.read(answer, wire.request)
        if not isinstance(found, Request):
            return found
        if found.id != ident:
            return UNCLEAR
        return found if is_page(found.url, base_url=self._base_url) else replace(found, url="")

    def _alone(self, ident: str) -> Charge | Unknown:
        answer = self._line.ask(f"{CHARGES}/{ident}")
        found = GONE if answer.status == MISSING else self._line.read(answer, wire.charge)
        return UNCLEAR if isinstance(found, Charge) and found.id != ident else found


def _only(page: Json, request: str) -> list[Charge]:
    """The rows of one request. A list that shows another's was not narrowed down, and shows nothing for certain."""
    found, has_more = wire.charges(page)
    if has_more or any(one.request != request for one in found):
        raise UnreadableError("charges of other requests")
    return found


def _oldest_first(newest_first: Iterable[Charge]) -> Sequence[Charge]:
    """By their time; those of one second as their list has them."""
    as_listed = list(newest_first)[::-1]
    return sorted(as_listed, key=lambda one: one.at)
