"""Receive money at another account of our own: two people, for it is where money goes."""

from __future__ import annotations

from dataclasses import asdict

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.transfers.facts import NewAccount
from tiwala.transfers.models import ReceivingAccount

KIND = "receiving_account"


@action
def open_account(facts: NewAccount, *, by: Actor) -> ReceivingAccount:
    """An account that payers are shown from now on. SecondPersonNeeded for a person, BadInput by field."""
    if not needs_nobody(by):
        raise SecondPersonNeeded
    return _store(facts.checked(), asked_by="", by=by)


@action
def ask_to_open(facts: NewAccount, *, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal that waits for a second person, who reads the whole number. BadInput by field."""
    good = facts.checked()
    return propose(Wish(KIND, f"account:{good.bank}", reason, key, asdict(good)), by=by)


def open_approved(frozen: Frozen, by: Actor) -> Done:
    """The account of an approved proposal is shown from now on. A step."""
    told = {name: frozen.facts[name] for name in ("bank", "holder", "number", "qr_text", "takes_amount")}
    return Done(_store(NewAccount(**told).checked(), asked_by=frozen.asker.id, by=by).public_id)


def _store(good: NewAccount, *, asked_by: str, by: Actor) -> ReceivingAccount:
    account = ReceivingAccount(
        id=ids.uuid7(),
        bank=good.bank,
        holder=good.holder,
        number=good.number,
        qr_text=good.qr_text,
        takes_amount=good.takes_amount,
        asked_by=asked_by,
    )
    account.save(force_insert=True)
    record("receiving_account:open", account.public_id, by=by, bank=good.bank, asked_by=asked_by)
    return account
