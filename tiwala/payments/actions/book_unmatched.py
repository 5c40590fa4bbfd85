"""Money at a gateway that belongs to no attempt of ours: into the books as unapplied, and to a person."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.gateways.outcomes import Approved
from tiwala.gateways.port import LookUp
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.tasks.actions.raise_task import raise_task


def book_unmatched(notice_ref: str, *, account_ref: str, attempt_key: str, reference: str, by: Actor) -> None:
    """Ask the gateway; when it really holds money under a name we do not know, book it once and raise a task."""
    adapter = adapter_by_ref(account_ref)
    outcome = adapter.look_up(LookUp(attempt_key, reference or None))
    if isinstance(outcome, Approved):
        _book(outcome, account_ref=account_ref, notice_ref=notice_ref, by=by)


@action
def _book(money: Approved, *, account_ref: str, notice_ref: str, by: Actor) -> None:
    source = f"{account_ref}:{money.reference}"
    account = postings.money_account("online", account_ref)
    post_entry(postings.unmatched(source, account, money.amount), by=by)
    raise_task("unmatched_money", source, by=by, summary_facts={**money.amount.as_json(), "notice": notice_ref})
    record("payment:book_unmatched", source, by=by, amount_minor=money.amount.minor)
