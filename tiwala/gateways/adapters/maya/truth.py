"""What became of a try: a payment by its id, the payments under our key, and what went back of one.

A payment has one name, by whatever it was asked for: its own id; that of its hold, when it was captured of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tiwala.gateways.adapters.maya import codes, wire
from tiwala.gateways.adapters.maya.wire import Payment, Returned
from tiwala.gateways.line import MISSING, Line
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    Reversed,
    SavedMethod,
    Unknown,
    Why,
)
from tiwala.kit.money import Money

GONE: Final = Unknown(Why.NOT_FOUND)
UNCLEAR: Final = Unknown(Why.UNREADABLE)
PAYMENTS: Final = "/payments/v1/payments"
_RANK: Final = (wire.TAKEN, ("AUTHORIZED",), wire.PAID, wire.THINKING, wire.OPEN[2:], wire.OPEN, wire.FAILED)


class Truth:
    """Reads one account. Every answer of its is in Maya's own words; all of it may break down."""

    def __init__(self, line: Line, *, account: str, has_holds: bool = False) -> None:
        self._line, self._account, self._has_holds = line, account, has_holds

    def of(self, reference: str, key: str = "") -> Payment | Unknown:
        """The payment that counts for a try: by their id, else by our key. Money under the key outweighs all else."""
        found = self.payment(reference) if reference else GONE
        if found == GONE and reference:
            found = self._by_checkout(reference)
        if isinstance(found, Unknown):
            return self.under(key) if found == GONE and key else found
        if key and found.key != key:
            return self.under(key)  # a notice may name our try and somebody else's payment
        if found.has_money:
            return self._hold_of(found)
        if found.status in (*wire.OPEN, *wire.THINKING):
            return found
        other = self.under(found.key)
        if isinstance(other, Unknown):
            return found if other == GONE else other
        return other if other.has_money else found

    def payment(self, ident: str) -> Payment | Unknown:
        """A payment by its id."""
        if not wire.THEIR_ID.fullmatch(ident):
            return GONE
        answer = self._line.ask(f"{PAYMENTS}/{ident}")
        return GONE if answer.status == MISSING else self._line.read(answer, wire.payment)

    def under(self, key: str) -> Payment | Unknown:
        """The payment that counts among those under our key."""
        found = self.all_under(key)
        if isinstance(found, Unknown):
            return found
        rows = [one for one in found if not one.hold] or list(found)
        return min(rows, key=_rank) if rows else GONE

    def all_under(self, key: str) -> Sequence[Payment] | Unknown:
        """Every payment under our key; a row under another one is none of ours."""
        if not wire.THEIR_ID.fullmatch(key.replace("_", "-")):
            return []
        answer = self._line.ask(f"/payments/v1/payment-rrns/{key}")
        found = [] if answer.status == MISSING else self._line.read_rows(answer, wire.payment)
        return found if isinstance(found, Unknown) else [one for one in found if one.key == key]

    def captures(self, hold: Payment) -> Sequence[Payment] | Unknown:
        """What was captured of a hold: payments of their own under the same key."""
        found = self.all_under(hold.key)
        if isinstance(found, Unknown):
            return found
        others = [one for one in found if one.id != hold.id and one.status in wire.PAID]
        return [one for one in others if one.hold == hold.id] or others

    def returned(self, paid: Payment) -> Sequence[Returned] | Unknown:
        """Voids and refunds of a payment."""
        voids = self._line.ask(f"{PAYMENTS}/{paid.id}/voids")
        refunds = self._line.ask(f"{PAYMENTS}/{paid.id}/refunds")
        found: list[Returned] = []
        for answer, reader in ((voids, wire.void), (refunds, wire.refund)):
            if answer.status == MISSING:
                continue
            rows = self._line.read_rows(answer, lambda data, read=reader: read(data, of=paid))  # type: ignore[misc]
            if isinstance(rows, Unknown):
                return rows
            found += rows
        return found

    def outcome(self, found: Payment, *, saved: SavedMethod | None = None) -> Outcome:
        """A payment as an outcome."""
        if not found.has_money:
            return _without_money(found)
        if found.status == "AUTHORIZED":
            return self._authorized(found)
        if found.captured is None:
            return self._lost_of([found], found) or self._approved(found, amount=found.amount, saved=saved)
        if found.status not in wire.TAKEN:
            return UNCLEAR if found.captured else Cancelled(found.id)
        captures = self.captures(found)
        if isinstance(captures, Unknown):
            return captures
        return self._lost_of(captures, found) or self._approved(found, amount=found.captured, saved=saved)

    def _lost_of(self, paid: Sequence[Payment], told: Payment) -> Reversed | Unknown | None:
        """What went back without our asking: taken back. None when nothing did."""
        lost = Money.zero(told.amount.currency)
        for one in paid:
            if one.status == "PAYMENT_SUCCESS":
                continue
            returned = self.returned(one)
            if isinstance(returned, Unknown):
                return returned
            done = [row for row in returned if row.state == "done"]
            if not done and one.status == "VOIDED":
                return UNCLEAR
            lost = sum((row.amount for row in done if not row.key), lost)
        return Reversed(told.id, lost) if lost else None

    def _hold_of(self, found: Payment) -> Payment | Unknown:
        """The hold that this was captured of, if it was: the two are one money."""
        if found.is_hold or not (found.hold or self._has_holds):
            return found
        rows = self.all_under(found.key)
        if isinstance(rows, Unknown):
            return rows
        return next((one for one in rows if one.is_hold and found.hold in ("", one.id)), found)

    def _approved(self, found: Payment, *, amount: Money, saved: SavedMethod | None) -> Approved:
        return Approved(
            reference=found.id,
            amount=amount,
            account=self._account,
            attempt_key=found.key,
            captured_at=found.updated_at if found.status in ("PAYMENT_SUCCESS", *wire.TAKEN) else found.created_at,
            method=found.method,
            masked=found.masked,
            saved=saved,
            facts=found.facts,
        )

    def _authorized(self, found: Payment) -> Authorized:
        return Authorized(
            reference=found.id,
            amount=found.amount,
            account=self._account,
            attempt_key=found.key,
            authorized_at=found.updated_at,
            method=found.method,
            masked=found.masked,
            facts=found.facts,
        )

    def _by_checkout(self, ident: str) -> Payment | Unknown:
        """The payment of a checkout whose payment goes by another id."""
        if not wire.THEIR_ID.fullmatch(ident):
            return GONE
        answer = self._line.ask(f"/checkout/v1/checkouts/{ident}")
        found = GONE if answer.status == MISSING else self._line.read(answer, wire.checkout)
        return found if isinstance(found, Unknown) else self.under(found[0])


def _rank(found: Payment) -> int:
    places = [place for place, group in enumerate(_RANK) if found.status in group]
    return places[0] if places else len(_RANK)


def _without_money(found: Payment) -> Outcome:
    if found.status in wire.OPEN:
        return NeedsPayer(redirect_url=found.url, reference=found.id)
    if found.status in wire.FAILED:
        return Declined(_why(found), found.id, facts=found.facts)
    if found.status in wire.OVER:
        return Expired(found.id)
    return Cancelled(found.id) if found.status == "PAYMENT_CANCELLED" else Pending(found.id)


def _why(found: Payment) -> DeclineReason:
    if found.status == "AUTH_FAILED" and not found.error:
        return DeclineReason.NOT_AUTHENTICATED
    return codes.decline_reason(found.error)
