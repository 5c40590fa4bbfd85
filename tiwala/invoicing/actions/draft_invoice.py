"""Write an invoice that is not yet owed."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.business import queries as business
from tiwala.business.models import Branch
from tiwala.customers import queries as customers
from tiwala.customers.models import Customer
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice, Line
from tiwala.invoicing.totals import Totals, total
from tiwala.kit import currencies
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound, WrongState

LINES_MAX = 200


@action
def draft_invoice(facts: InvoiceFacts, *, by: Actor, key: str = "") -> Invoice:
    """Make a draft with its lines worked out; once per key. Drafts have no number and owe nothing."""
    known = Invoice.objects.filter(key=key).first() if key else None
    if known is not None:
        return known
    customer = customers.by_ref(facts.customer_ref, by=by)
    branch = _branch(facts.branch_code)
    invoice = Invoice(customer=customer, customer_ref=customer.public_id, branch=branch, key=key or None)
    _fill(invoice, facts, branch=branch)
    record("invoice:draft", invoice.public_id, by=by, total_minor=invoice.total_minor, currency=invoice.currency)
    return invoice


@action
def change_draft(invoice_ref: str, *, facts: InvoiceFacts, by: Actor) -> Invoice:
    """Write a draft anew. Refuses once it is issued or dropped."""
    invoice = Invoice.objects.visible_to(by).select_for_update(of=("self",)).by_public_id(invoice_ref)
    if invoice.state != "draft":
        raise WrongState(state=invoice.state)
    customer: Customer = customers.by_ref(facts.customer_ref, by=by)
    invoice.customer, invoice.customer_ref = customer, customer.public_id
    invoice.branch = _branch(facts.branch_code)
    invoice.lines.all().delete()
    _fill(invoice, facts, branch=invoice.branch)
    record("invoice:change", invoice.public_id, by=by, total_minor=invoice.total_minor)
    return invoice


@action
def drop_draft(invoice_ref: str, *, by: Actor) -> Invoice:
    """Put a draft away; it never had a number."""
    invoice = Invoice.objects.visible_to(by).select_for_update(of=("self",)).by_public_id(invoice_ref)
    invoice.move("drop")
    invoice.save(update_fields=["state", "state_at"])
    record("invoice:discard", invoice.public_id, by=by)
    return invoice


def _branch(code: str) -> Branch:
    if not code:
        return business.head_branch()
    found = Branch.objects.filter(code=code).first()
    if found is None:
        raise NotFound(wanted="branch")
    return found


def _fill(invoice: Invoice, facts: InvoiceFacts, *, branch: Branch) -> None:
    if not facts.lines or len(facts.lines) > LINES_MAX or not currencies.is_currency(facts.currency):
        raise BadInput(lines=len(facts.lines), currency=facts.currency)
    totals = total(facts.lines, vat_mode=facts.vat_mode, is_vat_seller=business.seller_block(branch).may_charge_vat)
    _take_totals(invoice, totals)
    invoice.due_on, invoice.description = facts.due_on, facts.description.strip()
    invoice.vat_mode, invoice.currency = facts.vat_mode, facts.currency
    invoice.wants_buyer_block = facts.wants_buyer_block
    invoice.save()
    Line.objects.bulk_create(
        Line(
            invoice=invoice,
            position=place,
            description=line.description.strip(),
            quantity=line.quantity,
            unit=line.unit,
            unit_price_minor=line.unit_price_minor,
            discount_minor=line.discount_minor,
            tax_class=line.tax_class,
            net_minor=worked.net_minor,
            vat_minor=worked.vat_minor,
        )
        for place, (line, worked) in enumerate(zip(facts.lines, totals.lines, strict=True))
    )


def _take_totals(invoice: Invoice, totals: Totals) -> None:
    invoice.policy = totals.policy
    invoice.vatable_minor, invoice.vat_minor = totals.vatable_minor, totals.vat_minor
    invoice.zero_rated_minor, invoice.exempt_minor = totals.zero_rated_minor, totals.exempt_minor
    invoice.non_vat_minor, invoice.discount_minor = totals.non_vat_minor, totals.discount_minor
    invoice.total_minor = totals.total_minor
