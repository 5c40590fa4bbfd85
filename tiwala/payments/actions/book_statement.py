"""Fees and payouts of a gateway's statement into the books, each line once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entries
from tiwala.ledger.draft import EntryDraft
from tiwala.payments import postings
from tiwala.payments.actions.tell_of_statement import tell_of_statement
from tiwala.payments.asked_statements import PATIENCE_S, Asked, Given, lines_of
from tiwala.payments.booking import BOOKABLE, LEFT, Judged
from tiwala.payments.compared import Compared, found_in
from tiwala.payments.comparing import LONGEST_SPAN, WRONG
from tiwala.payments.models import BookedLine, StatementDay
from tiwala.payments.statement_days import is_shared
from tiwala.payments.statement_files import MOST

MOST_AT_NIGHT: Final = 4 * MOST
_NAMES: Final = 120


def book_statement(
    account_ref: str, asked: Asked, *, by: Actor, decided: str = "", patience_s: int = PATIENCE_S
) -> Compared:
    """Book the fees and payouts of a statement that agree with the books; what differs stays out and becomes a task.

    Once each, however often it is given and in whatever order. `decided` is a person's word about what waits for it
    (`Compared.mark`, as they saw it): then that is booked too; it counts for nothing when something else waits now.
    Refuses as `lines_of` does. Calls the gateway for its own statement.
    """
    given = lines_of(
        account_ref, asked, patience_s=patience_s, most=MOST if patience_s == PATIENCE_S else MOST_AT_NIGHT
    )
    return _book(account_ref, asked, given, decided=decided, by=by)


@action
def _book(account_ref: str, asked: Asked, given: Given, *, decided: str, by: Actor) -> Compared:
    advisory_lock(f"statement:{account_ref}")
    found = found_in(account_ref, given)
    cans = BOOKABLE if decided and decided == found.mark else ("ready",)
    ready = [one for one in found.judged if one.can in cans]
    _write(account_ref, ready, by=by)
    settled = {id(one) for one in ready}
    judged = [replace(one, can="booked", why="") if id(one) in settled else one for one in found.judged]
    found = replace(found, judged=judged, booked=ready)
    if _is_new(account_ref, asked.day, found) if asked.day else found.wrong:
        tell_of_statement(account_ref, found, by=by)
    facts: dict[str, Any] = {"lines": len(judged), "booked": len(ready), "wrong": found.wrong}
    record("statement:book", account_ref, by=by, statement=asked.name, **facts)
    return found


def _write(account_ref: str, ready: Iterable[Judged], *, by: Actor) -> None:
    rows = [_row(account_ref, one, by=by) for one in ready]
    BookedLine.objects.bulk_create(rows)
    if rows:
        post_entries([_draft_of(row) for row in rows], by=by)


def _row(account_ref: str, one: Judged, *, by: Actor) -> BookedLine:
    assert one.sum is not None, "only what moves something is ready"
    line = one.met.line
    return BookedLine(
        gateway_account_ref=account_ref,
        about=one.about,
        reference=(line.reference or line.line_id or line.attempt_key)[:_NAMES],
        payment_ref=one.met.payment_ref,
        told_at=line.at,
        currency=one.sum.fee.currency,
        fee_minor=one.sum.fee.minor,
        vat_minor=one.sum.vat.minor,
        paid_out_minor=one.sum.paid_out.minor,
        booked_by=f"{by.kind}:{by.id}",
    )


def _draft_of(row: BookedLine) -> EntryDraft:
    """The entry of a line, on the day it tells; on the day it was read where that is to come, or long ago."""
    now = clock.now()
    return replace(_recipe(row), at=row.told_at if now - LONGEST_SPAN <= row.told_at <= now else now)


def _recipe(row: BookedLine) -> EntryDraft:
    account, vat = postings.money_account("online", row.gateway_account_ref), Money(row.vat_minor, row.currency)
    fee, sent, source = row.fee, row.paid_out, row.public_id
    if sent.minor > 0:
        return postings.paid_out(source, account, sent, fee, vat)
    if sent.minor < 0:
        return postings.payout_returned(source, account, -sent)
    if fee.minor > 0:
        return postings.gateway_fee(source, account, fee, vat, row.payment_ref)
    return postings.gateway_fee_returned(source, account, -fee, -vat, row.payment_ref)


def _is_new(account_ref: str, day: date, found: Compared) -> bool:
    """Keep what this day's statement said, and whether it leaves more to a person than when it was last read.

    Payments that are not ours are told once a month, not each day. Money that no line names is not told here: many
    gateways list it a day later.
    """
    strangers = found.counts["not_here"]
    left = sum(one.can in LEFT or (one.met.what in WRONG and one.met.what != "not_here") for one in found.judged)
    left += len(found.left_out)
    was_shared = is_shared(account_ref, [], on=clock.now())
    facts = {"read_at": clock.now(), "lines": len(found.judged), "left": left, "strangers": strangers}
    before = StatementDay.objects.filter(gateway_account_ref=account_ref, day=day).first()
    StatementDay.objects.update_or_create(gateway_account_ref=account_ref, day=day, defaults=facts)
    return left > (before.left if before else 0) or bool(strangers and not was_shared)
