"""Write an invoice that is not yet owed."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.business import queries as business
from tiwala.business.models import Branch
from tiwala.customers import queries as customers
from tiwala.customers.models import Customer
from tiwala.invoicing.facts import InvoiceFacts, check_invoice
from tiwala.invoicing.models import Invoice, Line
from tiwala.invoicing.totals import Totals, total
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound, WrongState
from tiwala.payments.errors import KeyReused


@action
def draft_invoice(facts: InvoiceFacts, *, by: Actor, key: str = "") -> Invoice:
    """Make a draft with its lines worked out; once per key. Drafts have no number and owe nothing."""
    facts = check_invoice(facts)
    known = _known(key, facts)
    if known is not None:
        return known
    customer = customers.by_ref(facts.customer_ref, by=by)
    branch = _branch(facts.branch_code)
    invoice = Invoice(customer=customer, customer_ref=customer.public_id, branch=branch, key=key or None)
    try:
        with transaction.atomic():
            _fill(invoice, facts, branch=branch)
    except IntegrityError:
        known = _known(key, facts)  # the same form, sent twice at once: the first one counts
        if known is None:
            raise
        return known
    record("invoice:draft", invoice.public_id, by=by, total_minor=invoice.total_minor, currency=invoice.currency)
    return invoice


@action
def change_draft(invoice_ref: str, *, facts: InvoiceFacts, by: Actor) -> Invoice:
    """Write a draft anew. Refuses once it is issued or dropped."""
    invoice = Invoice.objects.visible_to(by).select_for_update(of=("self",)).by_public_id(invoice_ref)
    if invoice.state != "draft":
        raise WrongState(state=invoice.state)
    facts = check_invoice(facts)
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


def _known(key: str, facts: InvoiceFacts) -> Invoice | None:
    """The draft that this key made before; a key used for somebody else, or for another bill, is refused."""
    known = Invoice.objects.filter(key=key).first() if key else None
    if known is not None and (known.customer_ref != facts.customer_ref or not _bills_the_same(known, facts)):
        raise KeyReused(key=key)
    return known


def _bills_the_same(known: Invoice, facts: InvoiceFacts) -> bool:
    """Whether the form sent again says what it said: a corrected price must not be lost in the first draft."""
    columns = ("description", "quantity", "unit", "unit_price_minor", "discount_minor", "tax_class")
    asked = [tuple(getattr(line, name) for name in columns) for line in facts.lines]
    return list(known.lines.order_by("position").values_list(*columns)) == asked


def _branch(code: str) -> Branch:
    if not code:
        return business.head_branch()
    found = Branch.objects.filter(code=code).first()
    if found is None:
        raise NotFound(wanted="branch")
    return found


def _fill(invoice: Invoice, facts: InvoiceFacts, *, branch: Branch) -> None:
    totals = total(facts.lines, vat_mode=facts.vat_mode, is_vat_seller=business.seller_block(branch).may_charge_vat)
    _take_totals(invoice, totals)
    invoice.due_on, invoice.description = facts.due_on, facts.description
    invoice.vat_mode, invoice.currency = facts.vat_mode, facts.currency
    invoice.wants_buyer_block = facts.wants_buyer_block
    invoice.save()
    Line.objects.bulk_create(
        Line(
            invoice=invoice,
            position=place,
            description=line.description,
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
