"""Acknowledge a payment, or document a refund: own gapless series, once per source."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tiwala.audit.actions.record import record
from tiwala.business import queries as business
from tiwala.business.models import Branch
from tiwala.customers import queries as customers
from tiwala.invoicing import numbering, twin
from tiwala.invoicing.actions.issue_invoice import buyer_block
from tiwala.invoicing.models import Document, Invoice, Receipt
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What is acknowledged. `source_ref` is the payment (or refund); shares say where the money went."""

    kind: str
    source_ref: str
    payment_ref: str
    customer_ref: str
    amount_minor: int
    currency: str
    method: str
    credited_minor: int = 0
    surcharge_minor: int = 0
    shares: tuple[tuple[str, int], ...] = ()


@action
def issue_receipt(facts: ReceiptFacts, *, by: Actor) -> Receipt:
    """A supplementary document (TAX-01, TAX-02) with its own number; the same source again gives the same receipt."""
    branch = _branch(facts)
    # The series' row is the queue here: whoever waited for it sees the receipt that was made meanwhile.
    series = numbering.locked(branch, facts.kind)
    known = Receipt.objects.filter(source_ref=facts.source_ref).first()
    if known is not None:
        return known
    number = numbering.next_of(series)
    receipt = Receipt.objects.create(
        kind=facts.kind,
        source_ref=facts.source_ref,
        payment_ref=facts.payment_ref,
        customer_ref=facts.customer_ref,
        series=series,
        number=number,
        number_text=numbering.written(series, number),
        issued_on=clock.today(business.profile_facts().time_zone),
        amount_minor=facts.amount_minor,
        credited_minor=facts.credited_minor,
        surcharge_minor=facts.surcharge_minor,
        currency=facts.currency,
        method=facts.method,
        shares=[_share(ref, minor) for ref, minor in facts.shares],
    )
    keep_twin(receipt, branch)
    record(f"{facts.kind}:issue", receipt.public_id, by=by, number=receipt.number_text, source=facts.source_ref)
    return receipt


def keep_twin(receipt: Receipt, branch: Branch) -> Document:
    """A step: the JSON twin, with seller and buyer as they are today, sealed, with the hash of its exact bytes."""
    customer = customers.by_ref(receipt.customer_ref, by=SYSTEM)
    seller, buyer = business.seller_block(branch).as_json(), buyer_block(customer)
    content = twin.receipt_json(receipt, seller=seller, buyer=buyer)
    return Document.objects.create(
        owner_ref=receipt.public_id,
        kind=f"{receipt.kind}_json",
        customer_ref=receipt.customer_ref,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/json",
        name=f"{receipt.number_text}.json",
    )


def _branch(facts: ReceiptFacts) -> Branch:
    """The branch of what was paid first; the head office for money that became credit."""
    for ref, _minor in facts.shares:
        return Invoice.objects.select_related("branch").get(pk=ids.decode("inv", ref)).branch
    return business.head_branch()


def _share(ref: str, minor: int) -> dict[str, object]:
    number = Invoice.objects.filter(pk=ids.decode("inv", ref)).values_list("number_text", flat=True).first()
    return {"target_ref": ref, "number": number or "", "amount_minor": minor}
