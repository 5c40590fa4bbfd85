"""Tell the customer that a payment did not go through, with a fresh way to try again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from tiwala.gateways.declines import DeclineReason, tell
from tiwala.invoicing import letters
from tiwala.invoicing.actions.make_pay_link import mint, pay_url
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.ledger import balances
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter
from tiwala.payments.queries import live_targets


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A try that ended without money: how (declined, expired) and the gateway's reason in our words' code."""

    attempt_ref: str
    amount_minor: int
    how: str
    reason: str
    target_refs: tuple[str, ...]


@action
def tell_failed(facts: FailedTry, *, by: Actor) -> Letter | None:
    """Write the letter, once an attempt. None when there is nothing useful to say.

    Nothing is said when the payer called it off, the invoice was paid meanwhile, another try is under way, or there
    is no address to write to.
    """
    if facts.how not in ("declined", "expired") or not facts.target_refs:
        return None
    invoice = Invoice.objects.locked(ids.decode("inv", facts.target_refs[0]))
    known: Letter | None = Letter.objects.filter(kind="payment_failed", about=facts.attempt_ref).first()
    customer, is_open = invoice.customer, balances.open_amount(facts.target_refs[0]) > 0
    if known is not None or not customer.email or not is_open or invoice.state != "issued":
        return known
    if live_targets(facts.target_refs):
        return None
    _link, token = mint(invoice, by=by, made_for="letter")
    words = {
        "number": invoice.number_text,
        "amount_text": letters.money(facts.amount_minor, invoice.currency, customer),
        "reason_text": _why(facts, customer.language),
        "pay_url": pay_url(token),
    }
    return send_letter(letters.letter("payment_failed", customer, about=facts.attempt_ref, words=words), by=by)


def _why(facts: FailedTry, language: str) -> str:
    if facts.how != "declined" or facts.reason not in set(DeclineReason):
        return ""
    with override(language):
        told = tell(DeclineReason(facts.reason))
        return f"{told.what} {told.next_step}"
