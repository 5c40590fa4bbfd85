"""Tell the customer that money came or went back: a receipt and a letter, each once."""

from __future__ import annotations

from collections.abc import Mapping

from tiwala.customers import queries as customers
from tiwala.customers.models import Customer
from tiwala.invoicing import letters
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts, issue_receipt
from tiwala.invoicing.models import Receipt
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action
from tiwala.ledger import balances
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter


def acknowledge(facts: ReceiptFacts, *, reason: str = "", by: Actor) -> Receipt:
    """Issue the receipt (or the refund's document), write its letter; again changes nothing.

    Two steps, each safe to repeat, so that a crash between them is mended by the next delivery of the event. The
    paper is set when the letter leaves, or earlier when somebody asks for it. Without an e-mail address no letter.
    """
    receipt = issue_receipt(facts, by=by)
    _write(receipt, reason=reason, by=by)
    return receipt


@action
def _write(receipt: Receipt, *, reason: str, by: Actor) -> Letter | None:
    Receipt.objects.locked(receipt.pk)  # two deliveries at once wait for each other here
    customer = customers.by_ref(receipt.customer_ref, by=SYSTEM)
    known: Letter | None = Letter.objects.filter(kind=receipt.kind, about=receipt.public_id).first()
    if known is not None or not customer.email:
        return known
    words = _words(receipt, customer, reason=reason)
    facts = letters.letter(receipt.kind, customer, about=receipt.public_id, words=words, papers=(receipt.public_id,))
    return send_letter(facts, by=by)


def _words(receipt: Receipt, customer: Customer, *, reason: str) -> Mapping[str, object]:
    def money(minor: int) -> str:
        return letters.money(minor, receipt.currency, customer) if minor else ""

    is_refund = receipt.kind == "refund"
    owed = 0 if is_refund else sum(balances.open_amounts(share["target_ref"] for share in receipt.shares).values())
    credited = receipt.amount_minor if is_refund and receipt.method == "credit" else receipt.credited_minor
    return {
        "number": receipt.number_text,
        "amount_text": money(receipt.amount_minor),
        "invoice_number": ", ".join(share["number"] for share in receipt.shares if share["number"]),
        "balance_text": money(max(owed, 0)),
        "credit_text": money(credited),
        "surcharge_text": money(receipt.surcharge_minor),
        "reason_text": reason,
    }
