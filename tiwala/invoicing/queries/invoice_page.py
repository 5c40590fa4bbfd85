"""One invoice whole: its document, what is owed on it, and all that happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils.translation import gettext as _

from tiwala.customers import queries as customers
from tiwala.invoicing.models import CreditNote, Invoice, Line, PayLink, Receipt
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.invoicing.settlement import Settlement, Standing, settlement
from tiwala.invoicing.states import InvoiceState
from tiwala.kit.actor import Actor
from tiwala.ledger import balances
from tiwala.payments.models import AttemptHold, Payment


@dataclass(frozen=True, slots=True)
class Dot:
    """One step of an invoice's life, as `<c-dots>` shows it; `state` is done, now, later or bad."""

    name: str
    label: str
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A pay link without its token (which nobody has any more), and who looked."""

    ref: str
    made_for: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    views: int
    first_viewed_at: datetime | None
    last_viewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """Everything a page about one invoice shows. Amounts are minor units of `invoice.currency`."""

    invoice: Invoice
    lines: tuple[Line, ...]
    customer_name: str
    settlement: Settlement
    owed_minor: int
    paid_minor: int
    payments: tuple[Payment, ...]
    credit_notes: tuple[CreditNote, ...]
    receipts: tuple[Receipt, ...]
    links: tuple[LinkView, ...]
    dots: tuple[Dot, ...]
    is_being_paid: bool


def invoice_page(invoice_ref: str, *, by: Actor) -> InvoiceView:
    """One invoice with all around it, in seven statements at most. Refuses with NotFound what this actor may not see.

    Links and their views are shown to staff only. The papers are read one by one, by `document_for`.
    """
    invoice = Invoice.objects.visible_to(by).select_related("branch").by_public_id(invoice_ref)
    ref, today = invoice.public_id, billing_day()
    owed = balances.open_amount(ref)
    paid = _payments(ref)
    notes = tuple(invoice.credit_notes.order_by("id")) if invoice.credited_minor else ()
    receipts = tuple(Receipt.objects.filter(payment_ref__in=[one.public_id for one in paid]).order_by("id"))
    links = _links(invoice) if by.is_staff or by.may("invoice.view") else ()
    standing = Standing(invoice.total_minor, owed, invoice.credited_minor)
    stands = settlement(invoice.state, standing, due_on=invoice.due_on, today=today)
    return InvoiceView(
        invoice=invoice,
        lines=tuple(invoice.lines.all()),
        customer_name=_buyer_name(invoice),
        settlement=stands,
        owed_minor=max(owed, 0),
        paid_minor=_paid(invoice, owed),
        payments=tuple(paid),
        credit_notes=notes,
        receipts=receipts,
        links=links,
        dots=_dots(invoice, stands, links=links, paid=paid),
        is_being_paid=invoice.state == InvoiceState.ISSUED and any(getattr(one, "is_live", False) for one in paid),
    )


def _payments(ref: str) -> list[Payment]:
    """Every payment meant for it, newest first, each with whether a try of it is alive: one statement."""
    live = AttemptHold.objects.filter(attempt__payment_id=OuterRef("pk"), target_ref=ref, live=True)
    found = Payment.objects.filter(targets__target_ref=ref).annotate(is_live=Exists(live))
    return list(found.order_by("-created_at"))


def _buyer_name(invoice: Invoice) -> str:
    """The name on the document; before issue, the customer's name today."""
    if invoice.buyer:
        return str(invoice.buyer.get("name", ""))
    return customers.card(invoice.customer).name


def _paid(invoice: Invoice, owed: int) -> int:
    if invoice.state != InvoiceState.ISSUED:
        return 0
    return max(invoice.total_minor - invoice.credited_minor - max(owed, 0), 0)


def _links(invoice: Invoice) -> tuple[LinkView, ...]:
    found = PayLink.objects.filter(invoice=invoice).annotate(
        count=Count("views"), first=Min("views__at"), last=Max("views__at")
    )
    return tuple(
        LinkView(
            ref=link.public_id,
            made_for=link.made_for,
            made_at=link.created_at,
            expires_at=link.expires_at,
            revoked_at=link.revoked_at,
            views=link.count,
            first_viewed_at=link.first,
            last_viewed_at=link.last,
        )
        for link in found.order_by("-id")
    )


def _dots(invoice: Invoice, stands: Settlement, *, links: tuple[LinkView, ...], paid: list[Payment]) -> tuple[Dot, ...]:
    if invoice.state == InvoiceState.DROPPED:
        return (
            _dot("drafted", _("Drafted"), invoice.created_at),
            Dot("dropped", _("Put away"), invoice.state_at, "bad"),
        )
    steps = [
        _dot("drafted", _("Drafted"), invoice.created_at),
        _dot("issued", _("Issued"), invoice.issued_at),
        _dot("sent", _("Sent"), invoice.sent_at),
    ]
    viewed = [link.first_viewed_at for link in links if link.first_viewed_at]
    if links:
        steps.append(_dot("viewed", _("Opened"), min(viewed) if viewed else None))
    if invoice.state == InvoiceState.VOID:
        done = [step for step in steps if step.at]
        return (*done, Dot("void", _("Void"), invoice.state_at, "bad"))
    steps.append(_end(stands, paid))
    return _with_now(steps)


def _end(stands: Settlement, paid: list[Payment]) -> Dot:
    came = [one.captured_at for one in paid if one.captured_at]
    if stands in (Settlement.PAID, Settlement.CREDITED):
        words = _("Paid") if stands is Settlement.PAID else _("Credited")
        return Dot(str(stands), words, max(came) if came else None, "done")
    if stands is Settlement.PART:
        return Dot("part", _("Part paid"), max(came) if came else None, "now")
    if stands is Settlement.OVERDUE:
        return Dot("overdue", _("Overdue"), None, "bad")
    return Dot("paid", _("Paid"), None, "later")


def _dot(name: str, label: str, at: datetime | None) -> Dot:
    return Dot(name, label, at, "done" if at else "later")


def _with_now(steps: list[Dot]) -> tuple[Dot, ...]:
    """The first step that is still to come is where the invoice is now, unless another says so."""
    if any(step.state in ("now", "bad") for step in steps) or steps[-1].state == "done":
        return tuple(steps)
    place = next(index for index, step in enumerate(steps) if step.state == "later")
    now = steps[place]
    return (*steps[:place], Dot(now.name, now.label, now.at, "now"), *steps[place + 1 :])
