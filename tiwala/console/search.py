"""Search everywhere: names, e-mails and phones through the blind index, numbers of papers, references of gateways."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.console import links
from tiwala.console.masking import masked
from tiwala.customers import queries as customers
from tiwala.invoicing.models import CreditNote, Document, Invoice, Receipt
from tiwala.invoicing.queries import InvoiceFilters, list_invoices
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.payments.models import Attempt, Payment
from tiwala.ui.wording import money_words

LONGEST, MOST = 100, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where it is, what it is called, a word about it, its state."""

    url: str
    title: str
    about: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """Things of one kind."""

    label: Promise | str
    icon: str
    hits: list[Hit]


def search(text: str, *, by: Actor) -> list[Hits]:
    """All that fits and this actor may see, at most eight of a kind; kinds without a hit are left out."""
    clean = text.replace("\0", "").strip()[:LONGEST]
    groups = [
        Hits(_("Customers"), "users", _customers(clean, by=by)),
        Hits(_("Invoices"), "file-text", _invoices(clean, by=by)),
        Hits(_("Credit notes and receipts"), "receipt", _papers(clean, by=by)),
        Hits(_("Payments"), "banknote", _payments(clean, by=by)),
    ]
    return [group for group in groups if group.hits]


def owner_of(ref: str, *, by: Actor) -> str:
    """The public id of the thing on whose page this one is shown; empty when there is none to be seen."""
    try:
        pk = ids.decode(ref.partition("_")[0], ref)
    except BadId:
        return ""
    match ref.partition("_")[0]:
        case "att" if by.may("payment.view"):
            found = Attempt.objects.filter(pk=pk).select_related("payment").first()
            return found.payment.public_id if found else ""
        case "crn":
            note = CreditNote.objects.filter(pk=pk).select_related("invoice").first()
            return note.invoice.public_id if note else ""
        case "rcp" if by.may("payment.view"):
            return Receipt.objects.filter(pk=pk).values_list("payment_ref", flat=True).first() or ""
        case "doc":
            return Document.objects.filter(pk=pk).values_list("owner_ref", flat=True).first() or ""
    return ""


def _customers(text: str, *, by: Actor) -> list[Hit]:
    if not by.may("customer.view"):
        return []
    found = customers.cards(customers.search(text, by=by).order_by("-id")[:MOST])
    return [Hit(links.subject_url(card.ref), card.name, masked(card.email or card.phone), card.state) for card in found]


def _invoices(text: str, *, by: Actor) -> list[Hit]:
    if not any(letter.isdigit() for letter in text):
        return []
    rows = list_invoices(by=by, filters=InvoiceFilters(number=text), size=MOST).rows
    return [
        Hit(links.subject_url(row.ref), row.number, f"{row.customer_name} {row.description}".strip(), row.settlement)
        for row in rows
    ]


def _papers(text: str, *, by: Actor) -> list[Hit]:
    if not any(letter.isdigit() for letter in text):
        return []
    seen = Invoice.objects.visible_to(by)
    notes = CreditNote.objects.filter(invoice__in=seen, number_text__icontains=text).select_related("invoice")[:MOST]
    hits = [Hit(links.subject_url(one.invoice.public_id), one.number_text, one.invoice.number_text) for one in notes]
    if by.may("payment.view"):
        receipts = Receipt.objects.filter(number_text__icontains=text).order_by("-id")[:MOST]
        hits += [Hit(reverse("console:payment", args=[one.payment_ref]), one.number_text) for one in receipts]
    return hits


def _payments(text: str, *, by: Actor) -> list[Hit]:
    if not by.may("payment.view") or not text:
        return []
    tried = Attempt.objects.filter(Q(reference=text) | Q(key=text) | Q(code=text)).values("payment_id")
    found = Payment.objects.visible_to(by).filter(pk__in=tried)[:MOST]
    return [
        Hit(
            links.subject_url(one.public_id),
            money_words(one.amount_minor, one.currency, language="en"),
            text,
            one.state,
        )
        for one in found
    ]
