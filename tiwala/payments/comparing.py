"""A gateway's statement beside our books: what agrees, what differs, what only one of the two knows. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, Literal

from django.db.models import Q, QuerySet

from tiwala.gateways.port import StatementLine
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, Dispute, Refund
from tiwala.payments.states import AttemptState, RefundState

MISSING_MAX: Final = 200
LONGEST_SPAN: Final = timedelta(days=45)
What = Literal["agrees", "differs", "not_booked", "not_here", "twice", "aside"]
WRONG: Final = ("differs", "not_booked", "not_here", "twice")


@dataclass(frozen=True, slots=True)
class Met:
    """A line of theirs, what we found for it, the payment it is about, and what our books say.

    `thing_ref` is the try, refund or dispute that was found.
    """

    line: StatementLine
    what: What
    payment_ref: str = ""
    ours: Money | None = None
    thing_ref: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What our books know of the things a statement names, by their references and keys."""

    tries: dict[str, Attempt] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    refunds_of: dict[str, list[Refund]] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)


def compare(account_ref: str, lines: Sequence[StatementLine]) -> list[Met]:
    """Each line beside what we know of this account alone, in their order. A second line about one thing is `twice`."""
    known, seen = _known(account_ref, lines), set[str]()
    return [_meet(line, known, seen) for line in lines]


def missing(account_ref: str, met: Iterable[Met], *, days: tuple[datetime, datetime]) -> list[Attempt]:
    """Money that our books took in through this account between these days, both whole, and no line names.

    None when the days lie more than 45 apart: then a report is no report of some days.
    """
    if days[1] - days[0] > LONGEST_SPAN:
        return []
    named = {name for one in met for name in (one.line.attempt_key, one.line.reference) if name}
    since, until = whole_days(*days)
    came = _tries(account_ref).filter(state=AttemptState.CAPTURED, state_at__gte=since, state_at__lt=until)
    return list(came.exclude(key__in=named).exclude(reference__in=named).order_by("id")[:MISSING_MAX])


def whole_days(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """From the first instant of the one day to before the day after the other, in the zone they carry."""
    begin = datetime.combine(first.date(), time.min, first.tzinfo)
    return begin, datetime.combine(last.date() + timedelta(days=1), time.min, last.tzinfo)


def _tries(account_ref: str) -> QuerySet[Attempt]:
    """Tries through this account, without what is sealed in them."""
    rows: QuerySet[Attempt] = Attempt.objects.filter(gateway_account_ref=account_ref).select_related("payment")
    return rows.defer("redirect_url", "return_path", "method_facts", "payer")


def _known(account_ref: str, lines: Sequence[StatementLine]) -> Known:
    names = {name for line in lines for name in (line.attempt_key, line.reference) if name}
    called = Q(key__in=names) | Q(reference__in=names)
    known = Known()
    for try_ in _tries(account_ref).filter(called):
        known.tries.update({try_.key: try_} | ({try_.reference: try_} if try_.reference else {}))
    pks = {one.pk for one in known.tries.values()}
    gone = Refund.objects.filter(called | Q(attempt__in=pks), attempt__gateway_account_ref=account_ref)
    for refund in gone.exclude(state=RefundState.FAILED).select_related("payment").order_by("id"):
        known.refunds.update({refund.key: refund} | ({refund.reference: refund} if refund.reference else {}))
        known.refunds_of.setdefault(str(refund.attempt_id), []).append(refund)
    for dispute in Dispute.objects.filter(gateway_account_ref=account_ref, reference__in=names).select_related(
        "payment"
    ):
        known.disputes[dispute.reference] = dispute
    return known


def _meet(line: StatementLine, known: Known, seen: set[str]) -> Met:
    match line.kind:
        case "payment":
            return _payment(line, known, seen)
        case "refund":
            return _refund(line, known, seen)
        case "dispute":
            return _dispute(line, known, seen)
        case "reversal":
            return _reversal(line, known, seen)
        case "fee":
            return _fee(line, known, seen)
        case _:
            return Met(line, "aside")


def _payment(line: StatementLine, known: Known, seen: set[str]) -> Met:
    found = known.tries.get(line.attempt_key) or known.tries.get(line.reference)
    if found is None:
        return Met(line, "not_here")
    ours = found.found
    what: What = "not_booked" if ours is None else "agrees" if ours == line.gross else "differs"
    return _once(Met(line, what, found.payment.public_id, ours), found.public_id, seen)


def _refund(line: StatementLine, known: Known, seen: set[str]) -> Met:
    """By its own names; a report that only names the payment means the first refund of that amount not yet met."""
    found = known.refunds.get(line.attempt_key) or known.refunds.get(line.reference)
    if found is None:
        paid = known.tries.get(line.attempt_key) or known.tries.get(line.reference)
        of_it = known.refunds_of.get(str(paid.pk), []) if paid else []
        fits = [one for one in of_it if one.amount == -line.gross]
        found = next((one for one in fits if one.public_id not in seen), fits[0] if fits else None)
        if found is None:
            return Met(line, "not_booked" if paid else "not_here", paid.payment.public_id if paid else "")
    what: What = "agrees" if -found.amount == line.gross else "differs"
    return _once(Met(line, what, found.payment.public_id, -found.amount), found.public_id, seen)


def _dispute(line: StatementLine, known: Known, seen: set[str]) -> Met:
    found = known.disputes.get(line.reference)
    if found is None:
        paid = known.tries.get(line.attempt_key) or known.tries.get(line.reference)
        return Met(line, "not_booked" if paid else "not_here", paid.payment.public_id if paid else "")
    ours = Money(-found.held_minor, found.currency)
    what: What = "agrees" if ours == line.gross else "differs"
    return _once(Met(line, what, found.payment.public_id, ours), found.public_id, seen)


def _reversal(line: StatementLine, known: Known, seen: set[str]) -> Met:
    found = known.tries.get(line.attempt_key) or known.tries.get(line.reference)
    if found is None:
        return Met(line, "not_here")
    ours = Money(-found.reversed_minor, found.found_currency or found.currency)
    what: What = "agrees" if ours == line.gross else "differs" if ours else "not_booked"
    return _once(Met(line, what, found.payment.public_id, ours), found.public_id, seen, part="back")


def _fee(line: StatementLine, known: Known, seen: set[str]) -> Met:
    """What a dispute cost was booked with it, and is compared; no other fee stands in the books by itself."""
    found = known.disputes.get(line.reference)
    if found is None:
        return Met(line, "aside")
    what: What = "agrees" if found.fee == -line.net else "differs"
    return _once(Met(line, what, found.payment.public_id, -found.fee), found.public_id, seen, part="fee")


def _once(met: Met, name: str, seen: set[str], *, part: str = "") -> Met:
    what = "twice" if name + part in seen else met.what
    seen.add(name + part)
    return replace(met, what=what, thing_ref=name)
