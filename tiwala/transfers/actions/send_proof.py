"""The payer shows that they sent the money. It is kept, sealed, for a person to compare with the bank."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_pay_for
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound
from tiwala.kit.virus_scan import Verdict, scan
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import AttemptState
from tiwala.tasks.actions.raise_task import raise_task
from tiwala.transfers.errors import ProofHasVirus, ProofNotWanted, SameProof, TooManyProofs
from tiwala.transfers.facts import ProofFacts, plain_reference
from tiwala.transfers.files import Harmless, make_harmless
from tiwala.transfers.models import Proof, Transfer
from tiwala.transfers.queries import TAKES_PROOFS

PER_TRANSFER: Final = 5
PER_CUSTOMER_AN_HOUR: Final = 10
LOOKED_AT_WITHIN: Final = timedelta(days=1)
OLDEST: Final = timedelta(days=90)


def send_proof(facts: ProofFacts, *, by: Actor) -> Proof:
    """Keep a proof; money stays unpaid until a person has seen it at the bank.

    What the file is comes from its bytes (BadProof); it is scanned where a scanner is there (ProofHasVirus).
    ProofNotWanted, SameProof, TooManyProofs, AccessTooLow; BadInput beside the fields.
    """
    transfer = _transfer(facts.attempt_ref)
    must_pay_for(transfer.customer_ref, by=by)
    _check(facts)
    _refuse_early(transfer)  # before any work is spent on the file
    kept = make_harmless(facts.file.data)
    verdict = scan(facts.file.data)
    if verdict == "infected":
        raise ProofHasVirus(size=len(facts.file.data))
    return _keep(transfer, facts, kept, verdict, by=by)


@action
def _keep(transfer: Transfer, facts: ProofFacts, kept: Harmless, verdict: Verdict, *, by: Actor) -> Proof:
    attempt = locked_attempt(transfer.attempt_id)
    transfer.attempt = attempt
    _refuse_early(transfer)
    proof = Proof(
        id=ids.uuid7(),
        transfer=transfer,
        customer_ref=transfer.customer_ref,
        content=kept.data,
        media_type=kept.media_type,
        digest=hashlib.sha256(facts.file.data).digest(),
        scan=verdict,
        claimed_minor=facts.amount.minor,
        currency=facts.amount.currency,
        bank_reference=plain_reference(facts.bank_reference),
        paid_on=facts.paid_on,
        sent_by=by.id,
    )
    try:
        with transaction.atomic():
            proof.save(force_insert=True)
    except IntegrityError as clash:
        raise SameProof(transfer=transfer.public_id) from clash
    told = {**attempt.amount.as_json(), "reference": transfer.reference}
    raise_task("transfer_proof", transfer.public_id, by=by, summary_facts=told, due_at=clock.now() + LOOKED_AT_WITHIN)
    record("transfer_proof:send", proof.public_id, by=by, about=transfer.public_id, kind=kept.media_type, scan=verdict)
    return proof


def _transfer(attempt_ref: str) -> Transfer:
    pk = ids.decode(Attempt.PREFIX, attempt_ref)
    found = Transfer.objects.select_related("attempt").filter(attempt_id=pk).first()
    if found is None:
        raise NotFound(wanted="transfer")
    return found


def _check(facts: ProofFacts) -> None:
    plain_reference(facts.bank_reference)
    if facts.amount.minor <= 0:
        raise BadInput(fields={"amount": _("Write the amount you sent, such as 1,250.50.")})
    today = clock.today("Asia/Manila")
    if not today - OLDEST <= facts.paid_on <= today + timedelta(days=1):
        raise BadInput(fields={"paid_on": _("Choose the day you sent it; it cannot be in the future.")})


def _refuse_early(transfer: Transfer) -> None:
    if AttemptState(transfer.attempt.state) not in TAKES_PROOFS:
        raise ProofNotWanted(state=transfer.attempt.state)
    if Proof.objects.filter(transfer=transfer).count() >= PER_TRANSFER:
        raise TooManyProofs(transfer=transfer.public_id)
    recent = Proof.objects.filter(customer_ref=transfer.customer_ref, created_at__gt=clock.now() - timedelta(hours=1))
    if recent.count() >= PER_CUSTOMER_AN_HOUR:
        raise TooManyProofs(customer=transfer.customer_ref)
