"""The money is not there, or not so: the payer is told why, and may send another proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import override

from tiwala.audit.actions.record import record
from tiwala.customers.models import Customer
from tiwala.invoicing import letters
from tiwala.invoicing.actions.make_pay_link import mint, pay_url
from tiwala.invoicing.errors import NoAddress
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.notify.actions.send_letter import send_letter
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import AttemptState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.transfers.facts import REASONS
from tiwala.transfers.models import Proof, Transfer

WORDS_MAX: Final = 300


@action
def reject_proof(proof_ref: str, *, why: str, words: str, by: Actor) -> Proof:
    """Decide against a proof and write to the payer; time is given for another. WrongState, BadInput."""
    if why not in REASONS or len(words) > WORDS_MAX:
        raise BadInput(why=why[:20])
    found: Proof = Proof.objects.visible_to(by).defer("content").by_public_id(proof_ref)
    transfer = Transfer.objects.select_related("attempt", "account").get(pk=found.transfer_id)
    invoice = _invoice(transfer)
    attempt = locked_attempt(transfer.attempt_id)
    proof: Proof = Proof.objects.select_for_update(of=("self",)).defer("content").get(pk=found.pk)
    proof.move("reject", by=by)
    proof.why, proof.words = why, words.strip() or None
    proof.save(update_fields=["state", "state_at", "decided_by", "why", "words"])
    _give_time(attempt)
    if not Proof.objects.waiting().filter(transfer=transfer).exists():
        close_tasks_about("transfer_proof", transfer.public_id, by=by, outcome="rejected")
    _tell(proof, invoice, by=by)
    record("transfer_proof:reject", proof.public_id, by=by, about=transfer.public_id, why=why)
    return proof


def _give_time(attempt: Attempt) -> None:
    later = clock.now() + timedelta(days=conf.pay.transfer_days)
    if attempt.state == AttemptState.SENT and attempt.expires_at is not None and attempt.expires_at < later:
        attempt.expires_at = later
        attempt.save(update_fields=["expires_at"])


def _invoice(transfer: Transfer) -> Invoice | None:
    """The first invoice it pays, locked before the payment."""
    targets = transfer.attempt.payment.targets.order_by("position").values_list("target_ref", flat=True)
    ref = next((ref for ref in targets if ref.startswith("inv_")), "")
    found: Invoice | None = Invoice.objects.locked(ids.decode("inv", ref)) if ref else None
    return found


def _tell(proof: Proof, invoice: Invoice | None, *, by: Actor) -> None:
    """A letter with the reason and a way back to the page; nothing when there is nobody to write to."""
    if invoice is None or invoice.state != "issued":
        return
    customer: Customer = invoice.customer
    with override(customer.language):
        reason = str(REASONS[proof.why])
    words: dict[str, object] = {
        "amount_text": letters.money(proof.claimed_minor, proof.currency, customer),
        "number": invoice.number_text,
        "reason_text": f"{reason} {proof.words or ''}".strip(),
    }
    try:
        _link, token = mint(invoice, by=by, made_for="letter")
        facts = letters.letter(
            "transfers.proof_rejected", customer, about=proof.public_id, words=words | {"pay_url": pay_url(token)}
        )
    except NoAddress:
        return
    send_letter(facts, by=by)
