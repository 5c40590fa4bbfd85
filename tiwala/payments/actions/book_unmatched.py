"""Money at a gateway that belongs to no attempt of ours: into the books as unapplied, and to a person."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.gateways.outcomes import Approved, Reversed, Unknown, Why
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, assert_in_transaction
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.models import Entry
from tiwala.payments import postings
from tiwala.payments.sources import source_of, unmatched_source
from tiwala.payments.truth import about_stranger
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task


def book_unmatched(notice_ref: str, *, account_ref: str, attempt_key: str, reference: str, by: Actor) -> None:
    """Ask the gateway; when it really holds money under a name we do not know, book it once and raise a task.

    Raises GatewayBreakdown when it cannot be asked now: the delivery that called comes again.
    """
    outcome = about_stranger(account_ref, attempt_key=attempt_key, reference=reference)
    match outcome:
        case Approved():
            _book(outcome, account_ref=account_ref, told_by=notice_ref, by=by)
        case Reversed():
            _unbook(outcome, account_ref=account_ref, by=by)
        case Unknown(why=why) if why != Why.NOT_FOUND:
            raise GatewayBreakdown(why, retry=True)


@action
def _book(money: Approved, *, account_ref: str, told_by: str, by: Actor) -> None:
    book_stranger(money, account_ref=account_ref, told_by=told_by, by=by)


@action
def _unbook(gone: Reversed, *, account_ref: str, by: Actor) -> None:
    unbook_stranger(gone, account_ref=account_ref, by=by)


def book_stranger(money: Approved, *, account_ref: str, told_by: str, by: Actor) -> None:
    """A step: book it once, ever; a person is asked once."""
    assert_in_transaction()
    source = unmatched_source(account_ref, money.reference)
    balances.lock_subject("unapplied", source, currency=money.amount.currency)
    if Entry.objects.filter(kind="money_unmatched", source=source).exists():
        return
    account = postings.money_account("online", account_ref)
    post_entry(postings.unmatched(source, account, money.amount), by=by)
    facts = {**money.amount.as_json(), "told_by": told_by, "method": money.method[:30]}
    raise_task("unmatched_money", source, by=by, summary_facts=facts)
    record("payment:book_unmatched", source, by=by, amount_minor=money.amount.minor, currency=money.amount.currency)


def unbook_stranger(gone: Reversed, *, account_ref: str, by: Actor) -> None:
    """A step: unmatched money was taken back by the rail before anybody knew whose it was, at once or in parts.

    `gone` counts all that was taken so far; the task stays while a part of the money is still there.
    """
    assert_in_transaction()
    source = unmatched_source(account_ref, gone.reference)
    left = balances.lock_subject("unapplied", source, currency=gone.amount.currency)
    if left <= 0:
        return
    before = _booked(source) - left
    amount = Money(min(left, gone.amount.minor - before), gone.amount.currency)
    if amount.minor <= 0:
        return
    account = postings.money_account("online", account_ref)
    name = source_of(source, f"gone{before}") if before else source
    post_entry(postings.unmatched_taken_back(name, account, amount, unmatched=source), by=by)
    if amount.minor == left:
        close_tasks_about("unmatched_money", source, by=by, outcome="taken back")
    record("payment:reverse", source, by=by, amount_minor=amount.minor, currency=amount.currency)


def _booked(source: str) -> int:
    """What came in under this name, in minor units."""
    entry = Entry.objects.get(kind="money_unmatched", source=source)
    return int(entry.postings.filter(amount_minor__gt=0).values_list("amount_minor", flat=True)[0])
