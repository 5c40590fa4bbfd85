"""What became of a try at Xendit: a page, a payment request, the payment behind it, and what the balance says of it.

Money carries the id of the page or request that was asked about, never that of the payment behind it: the house
knows a try by one id, and money under a second one would be taken for other money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, TypeVar

from tiwala.gateways.adapters.xendit import codes, wire
from tiwala.gateways.adapters.xendit.channels import name_of
from tiwala.gateways.line import MISSING, Line
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    Reversed,
    SavedMethod,
    Unknown,
    Why,
)
from tiwala.gateways.reading import Json, major, maybe, rows, text
from tiwala.kit import logs
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

T = TypeVar("T")

SESSION: Final = re.compile(r"ps-[A-Za-z0-9-]{1,80}")
REQUEST: Final = re.compile(r"pr-[A-Za-z0-9-]{1,80}")
PAYMENT: Final = re.compile(r"py-[A-Za-z0-9-]{1,80}")
_TAKEN_BACK: Final = ("REVERSED", "VOIDED")
_BEST_FIRST: Final = ("SUCCESS", "REVERSED", "VOIDED", "PENDING", "FAILED")
_PLAIN: Final[dict[str, Callable[[str], Outcome]]] = {"PENDING": Pending, "EXPIRED": Expired, "CANCELED": Cancelled}
_GONE: Final = Unknown(Why.NOT_FOUND)
_UNREADABLE: Final = Unknown(Why.UNREADABLE)
_log = logs.logger(__name__)


class Truth:
    """Reads of one account. They break down when the line does."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def of(self, reference: str) -> Outcome:
        """What became of a page or a payment request; Unknown(NOT_FOUND) when it is neither."""
        if SESSION.fullmatch(reference):
            session = self.get(f"/sessions/{reference}", wire.session)
            return session if isinstance(session, Unknown) else self.of_session(session)
        if REQUEST.fullmatch(reference):
            request = self.get(f"/v3/payment_requests/{reference}", wire.request)
            return request if isinstance(request, Unknown) else self.of_request(request)
        return _GONE

    def of_session(self, session: wire.Session) -> Outcome:
        """A page's end is not the last word: a payment that was under way may still come in."""
        paid = self._behind(session)
        if isinstance(paid, wire.Payment):
            saved = SavedMethod(session.token, paid.facts) if session.token else None
            ours = replace(paid, key=session.key)  # the page is what we asked for; it names its payment by id
            outcome = self._of_payment(ours, reference=session.id, saved=saved)
            if not isinstance(outcome, Declined | Expired | Cancelled) or session.status != "ACTIVE":
                return outcome
        elif isinstance(paid, Unknown):
            return paid
        match session.status:
            case "ACTIVE" if session.url:
                return NeedsPayer(session.url, session.id, expires_at=session.expires_at)
            case "EXPIRED":
                return self._late(session.key, reference=session.id) or Expired(session.id)
            case "CANCELED":
                return self._late(session.key, reference=session.id) or Cancelled(session.id)
            case _:
                return _UNREADABLE

    def of_request(self, request: wire.Request) -> Outcome:
        """A payment request's own word, and the payment's where one was tried."""
        match request.status:
            case "SUCCEEDED" | "AUTHORIZED":
                return self.of_payment(request.payment, reference=request.id)
            case "REQUIRES_ACTION" | "ACCEPTING_PAYMENTS":
                return self._open(request)
            case "FAILED":
                return Declined(codes.decline_reason(request.failure), request.id)
            case "EXPIRED":
                return self._late(request.key, reference=request.id, request=request.id) or Expired(request.id)
            case "CANCELED":
                return self._late(request.key, reference=request.id, request=request.id) or Cancelled(request.id)
            case _:
                return _UNREADABLE

    def of_payment(self, payment: str, *, reference: str) -> Outcome:
        """A payment by its id, told under `reference`."""
        found = self.payment(payment)
        return found if isinstance(found, Unknown) else self._of_payment(found, reference=reference)

    def under(self, key: str) -> Outcome:
        """The money that was tried under our reference. A page that nobody paid cannot be found by it."""
        tried = [row for row in self.entries(reference_id=key, types="PAYMENT") if row.key == key]
        best = _best(tried)
        if best is None:
            return _GONE
        if REQUEST.fullmatch(best.request):
            return self.of(best.request)
        return self.of_payment(best.product, reference=best.product)

    def payment(self, payment: str) -> wire.Payment | Unknown:
        """A payment by its id; one that should be there and is not makes no sense."""
        if not PAYMENT.fullmatch(payment):
            return _UNREADABLE
        found = self.get(f"/v3/payments/{payment}", wire.payment)
        return _UNREADABLE if found == _GONE else found

    def payment_of(self, reference: str) -> wire.Payment | Unknown:
        """The payment behind a page or a payment request; Unknown(NOT_FOUND) when nobody tried."""
        if SESSION.fullmatch(reference):
            session = self.get(f"/sessions/{reference}", wire.session)
            if isinstance(session, Unknown):
                return session
            found = self._behind(session)
            return found or self._late_payment(session.key) or _GONE
        if REQUEST.fullmatch(reference):
            request = self.get(f"/v3/payment_requests/{reference}", wire.request)
            if isinstance(request, Unknown):
                return request
            return self.payment(request.payment) if request.payment else self._late_payment(request.key) or _GONE
        return _GONE

    def entries(self, **question: Any) -> list[wire.Entry]:
        """Transactions that fit, at most fifty; breaks down when they make no sense."""
        page = self._line.read(self._line.ask("/transactions", params={"limit": 50, **question}), wire.entries)
        if isinstance(page, Unknown):
            raise GatewayBreakdown("the transactions make no sense", retry=False)
        return page[0]

    def get(self, path: str, reader: Callable[[Json], T]) -> T | Unknown:
        """A thing by its path, or Unknown(NOT_FOUND)."""
        answer = self._line.ask(path)
        return _GONE if answer.status == MISSING else self._line.read(answer, reader)

    def _behind(self, session: wire.Session) -> wire.Payment | Unknown | None:
        if session.payment:
            return self.payment(session.payment)
        if not session.request:
            return None
        if not REQUEST.fullmatch(session.request):
            return _UNREADABLE
        request = self.get(f"/v3/payment_requests/{session.request}", wire.request)
        if isinstance(request, Unknown):
            return _UNREADABLE
        return self.payment(request.payment) if request.payment else None

    def _open(self, request: wire.Request) -> Outcome:
        if request.payment:
            tried = self.of_payment(request.payment, reference=request.id)
            if not isinstance(tried, Declined | Expired | Cancelled):
                return tried
        if not (request.url or request.qr or request.code):
            return _UNREADABLE
        return NeedsPayer(
            request.url,
            request.id,
            qr_payload=request.qr or None,
            code=request.code or None,
            expires_at=request.expires_at,
        )

    def _late(self, key: str, *, reference: str, request: str = "") -> Outcome | None:
        """Money that came under our key after the end was told."""
        paid = self._late_payment(key, request=request)
        return None if paid is None or isinstance(paid, Unknown) else self._of_payment(paid, reference=reference)

    def _late_payment(self, key: str, *, request: str = "") -> wire.Payment | Unknown | None:
        tried = self.entries(reference_id=key, types="PAYMENT")
        mine = [row for row in tried if row.key == key and row.status != "FAILED" and request in ("", row.request)]
        best = _best(mine)
        return None if best is None else self.payment(best.product)

    def _of_payment(self, paid: wire.Payment, *, reference: str, saved: SavedMethod | None = None) -> Outcome:
        match paid.status:
            case "SUCCEEDED":
                return self._taken(paid, reference=reference, saved=saved)
            case "AUTHORIZED":
                return Authorized(
                    reference=reference,
                    amount=paid.asked,
                    account=paid.account,
                    attempt_key=paid.key,
                    authorized_at=paid.at,
                    method=name_of(paid.channel),
                    masked=wire.masked(paid.facts),
                    facts=paid.facts,
                )
            case "FAILED":
                return Declined(codes.decline_reason(paid.failure), reference, paid.facts)
            case _:
                plain = _PLAIN.get(paid.status)
                return plain(reference) if plain is not None else _UNREADABLE

    def _taken(self, paid: wire.Payment, *, reference: str, saved: SavedMethod | None) -> Outcome:
        booked = self._booked(paid)
        amount = paid.captured or (booked.amount if booked is not None else None)
        if amount is None:
            return _UNREADABLE
        if booked is not None and booked.status in _TAKEN_BACK:
            left = amount - self._given_back(paid, amount.currency)
            if left.minor > 0:
                return Reversed(reference, left)
        if saved is None and paid.token:
            saved = SavedMethod(paid.token, paid.facts)
        return Approved(
            reference=reference,
            amount=amount,
            account=paid.account,
            attempt_key=paid.key,
            captured_at=paid.at,
            method=name_of(paid.channel),
            fee=_fee(booked),
            masked=wire.masked(paid.facts),
            saved=saved,
            facts=paid.facts,
        )

    def _booked(self, paid: wire.Payment) -> wire.Entry | None:
        """The payment in their books: its fee, and whether it was taken back. Without leave to read them, without."""
        try:
            found = self.entries(product_id=paid.id, types="PAYMENT")
        except GatewayBreakdown as broken:
            _log.warning("xendit.books_unread", why=str(broken))
            return None
        return _best([row for row in found if row.product == paid.id])

    def _given_back(self, paid: wire.Payment, currency: str) -> Money:
        """What we refunded ourselves: a voided payment may be no more than that."""
        answer = self._line.ask("/refunds", params={"payment_request_id": paid.request, "limit": 100})
        found = self._line.read(answer, lambda data: _refunded(data, currency))
        if isinstance(found, Unknown):
            raise GatewayBreakdown("the refunds make no sense", retry=False)
        return found


def _best(found: Iterable[wire.Entry]) -> wire.Entry | None:
    """Of several, the one where most happened; a status of tomorrow counts least."""
    rank = {status: place for place, status in enumerate(_BEST_FIRST)}
    return min(found, key=lambda row: rank.get(row.status, len(rank)), default=None)


def _fee(booked: wire.Entry | None) -> Money | None:
    if booked is None or booked.net is None or not booked.fee_is_known:
        return None
    fee = booked.amount - booked.net
    return fee if Money.zero(fee.currency) <= fee <= booked.amount else None


def _refunded(data: Json, currency: str) -> Money:
    total = Money.zero(currency)
    for row in rows(data):
        if text(row, "status") in ("SUCCEEDED", "PENDING") and maybe(row, "currency") == currency:
            total += major(row, "amount", currency)
    return total
