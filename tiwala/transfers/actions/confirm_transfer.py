"""A person saw the money at the bank: it is ours now, by the same steps as any other."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.payments.actions.take_money import take
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import AttemptState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.transfers.errors import AlreadyConfirmed, BankReferenceUsed, OwnMoney
from tiwala.transfers.facts import SeenFacts, plain_reference
from tiwala.transfers.models import Proof, SeenMoney, Transfer

OLDEST: Final = timedelta(days=90)
_DONE = frozenset({AttemptState.CAPTURED, AttemptState.REVERSED, AttemptState.HELD})


@action
def confirm_transfer(facts: SeenFacts, *, by: Actor) -> Attempt:
    """Take what really came: less pays a part, more becomes credit, late money too. Once a transfer, once a bank line.

    OwnMoney for whoever sent it or acts for that customer, AlreadyConfirmed, BankReferenceUsed, BadInput by field.
    """
    transfer: Transfer = Transfer.objects.visible_to(by).by_public_id(facts.transfer_ref)
    attempt = locked_attempt(transfer.attempt_id)
    proofs = list(Proof.objects.select_for_update(of=("self",)).filter(transfer=transfer).defer("content"))
    _refuse_own(transfer, proofs, by=by)
    if AttemptState(attempt.state) in _DONE:
        raise AlreadyConfirmed(transfer=transfer.public_id)
    seen = _checked(facts, transfer, currency=attempt.currency, by=by)
    try:
        with transaction.atomic():
            seen.save(force_insert=True)
    except IntegrityError as clash:
        raise BankReferenceUsed(
            fields={"bank_reference": str(BankReferenceUsed.message)}, transfer=transfer.public_id
        ) from clash
    for proof in proofs:
        if proof.state == "waiting":
            proof.move("accept", by=by)
            proof.save(update_fields=["state", "state_at", "decided_by"])
    close_tasks_about("transfer_proof", transfer.public_id, by=by, outcome="confirmed")
    attempt.masked = transfer.account.masked[:60]
    take(attempt, seen.amount, by=by, source="transfer")
    record(
        "transfer:confirm", transfer.public_id, by=by, amount_minor=seen.amount_minor, asked_minor=attempt.amount_minor,
        seen_on=seen.seen_on.isoformat(), proofs=len(proofs),
    )  # fmt: skip
    return attempt


def _refuse_own(transfer: Transfer, proofs: list[Proof], *, by: Actor) -> None:
    if transfer.customer_ref in by.customer_refs or by.id in {proof.sent_by for proof in proofs}:
        raise OwnMoney(transfer=transfer.public_id)


def _checked(facts: SeenFacts, transfer: Transfer, *, currency: str, by: Actor) -> SeenMoney:
    wrong = {}
    if facts.amount.minor <= 0 or facts.amount.currency != currency:
        wrong["amount"] = _("Write the amount that came in, as the bank shows it.")
    today = clock.today("Asia/Manila")
    if not today - OLDEST <= facts.seen_on <= today:
        wrong["seen_on"] = _("Choose the day the bank shows; it cannot be in the future.")
    if wrong:
        raise BadInput(fields=wrong)
    return SeenMoney(
        transfer=transfer,
        account=transfer.account,
        bank_reference=plain_reference(facts.bank_reference),
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        seen_on=facts.seen_on,
        confirmed_by=by.id,
    )
