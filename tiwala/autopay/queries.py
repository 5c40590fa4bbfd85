"""Reads worth a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.states import WAITS, CollectionState
from tiwala.business.models import Branch
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.ledger import balances
from tiwala.payments.queries import went_back

COUNTED = (CollectionState.TRYING, CollectionState.PAID)


def agreement_of(customer_ref: str, *, by: Actor) -> Agreement | None:
    """The customer's agreement that is not ended, if this actor may see it."""
    found = Agreement.objects.visible_to(by).live().select_related("method", "consent", "customer")
    return found.filter(customer_ref=customer_ref).first()


def collections_of(customer_ref: str, *, by: Actor, most: int = 50) -> list[Collection]:
    """What was and will be collected from this customer, newest first."""
    found = Collection.objects.visible_to(by).filter(customer_ref=customer_ref).select_related("agreement__method")
    return list(found.order_by("-id")[:most])


def coming_for(invoice_ref: str, *, by: Actor) -> Collection | None:
    """What will be collected for this invoice, or waits for the payer's yes; None when nothing will."""
    found = Collection.objects.visible_to(by).filter(invoice_ref=invoice_ref, state__in=WAITS)
    return found.select_related("agreement__method").first()


def all_coming(customer_ref: str, *, by: Actor) -> list[Collection]:
    """What will be collected from this customer, or waits for the payer's yes."""
    found = Collection.objects.visible_to(by).filter(customer_ref=customer_ref, state__in=WAITS)
    return list(found.select_related("agreement__method"))


def taken_in(agreement: Agreement, month: date, *, without: Collection | None = None) -> int:
    """What is under way or paid in this civil month, in minor units. Lock the agreement first to rely on it."""
    found = Collection.objects.filter(agreement=agreement, month=month, state__in=COUNTED)
    if without is not None:
        found = found.exclude(pk=without.pk)
    return int(found.aggregate(total=Sum("amount_minor"))["total"] or 0)


def last_of_kind(agreement: Agreement, likeness: str) -> int | None:
    """What was paid the last time for the same thing, under any agreement of this customer; None when never."""
    if not likeness:
        return None
    paid = Collection.objects.filter(customer_ref=agreement.customer_ref, likeness=likeness, state=CollectionState.PAID)
    return paid.filter(currency=agreement.currency).order_by("-state_at").values_list("amount_minor", flat=True).first()


def does_cover(agreement: Agreement, invoice: Invoice) -> bool:
    """Whether this invoice is collected under the agreement."""
    if invoice.currency != agreement.currency:
        return False
    covers = set(agreement.covers)
    return not covers or bool(covers & {invoice.public_id, ids.encode("brn", invoice.branch_id)})


def needs_a_person(invoice: Invoice) -> bool:
    """Whether people look at this first: its money went back once, or the customer has credit to be used before."""
    return balances.credit_of(invoice.customer_ref, currency=invoice.currency) > 0 or went_back(invoice.public_id)


@dataclass(frozen=True, slots=True)
class Coverable:
    """Something that can be chosen to be paid automatically: one invoice, or all invoices of a branch."""

    ref: str
    words: str


def covered_for_them(covers: Iterable[str]) -> str:
    """What is covered, in words to the payer themself."""
    refs = list(covers)
    return covered_words(refs) if refs else _("all your invoices")


def covered_words(covers: Iterable[str]) -> str:
    """What is covered, in words."""
    refs = list(covers)
    if not refs:
        return _("all its invoices")
    branches = Branch.objects.filter(pk__in=[ids.decode("brn", ref) for ref in refs if ref.startswith("brn_")])
    invoices = Invoice.objects.filter(pk__in=[ids.decode("inv", ref) for ref in refs if ref.startswith("inv_")])
    told = [_("invoices of %(branch)s") % {"branch": name} for name in branches.values_list("name", flat=True)]
    told += [
        _("invoice %(number)s") % {"number": one}
        for one in invoices.order_by("id").values_list("number_text", flat=True)
    ]
    return ", ".join(told)
