"""Customers: the list, one customer, written down and corrected, closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.exporting import leave_without_names
from tiwala.console.forming import Around, Crumb, FormPage, form_page
from tiwala.console.forms.base import KeyedForm
from tiwala.console.forms.customers import CorrectForm, CustomerForm
from tiwala.console.paging import page_of
from tiwala.console.queries.customer_page import customer_page
from tiwala.customers import queries
from tiwala.customers.actions.close_customer import close_customer
from tiwala.customers.actions.correct_customer import correct_customer
from tiwala.customers.actions.register_customer import register_customer
from tiwala.customers.actions.unmask_customer import unmask_customer
from tiwala.customers.models import Customer
from tiwala.kit.policy import actor_of, staff
from tiwala.ledger import balances

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("customer.view")
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """Everybody, the newest first, or who fits what was typed; with the credit we hold for them."""
    asked = request.GET.get("q", "")
    page = page_of(queries.search(asked, by=actor_of(request)), request)
    cards = queries.cards(page.rows)
    credit = balances.balances_of("customer_credit", (card.ref for card in cards))
    rows = [{"card": card, "credit_minor": credit[card.ref]} for card in cards]
    return render(request, "console/customers.html", {"page_of": page, "rows": rows, "asked": asked})


@staff("report.export", step_up=True)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as CSV, with ids in place of people."""
    return leave_without_names(request, "customers")


@staff("customer.view")
@require_safe
def customer(request: HttpRequest, ref: str) -> HttpResponse:
    """One customer: how to reach them, what they owe, what we owe them, what happened."""
    return render(request, "console/customer.html", {"view": customer_page(ref, by=actor_of(request)), "ref": ref})


@staff("customer.unmask", step_up=True)
@require_POST
def unmask(request: HttpRequest, ref: str) -> HttpResponse:
    """The same page with contacts in full, this once; it is in the trail."""
    actor = actor_of(request)
    unmask_customer(ref, by=actor)
    facts = {"view": customer_page(ref, by=actor), "ref": ref, "is_unmasked": True}
    return render(request, "console/customer.html", facts)


@staff("customer.create")
@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Write down a new customer."""
    form = CustomerForm(request.POST or None)
    page = FormPage(
        heading=_("New customer"),
        submit=_("Keep"),
        done=_("The customer is written down."),
        back=reverse("console:customers"),
        crumbs=(Crumb(label=_("Customers"), url=reverse("console:customers")), Crumb(label=_("New"))),
    )

    def run() -> str:
        made = register_customer(form.facts(), by=actor_of(request), key=form.key_text)
        return reverse("console:customer", args=[made.public_id])

    return form_page(request, form=form, page=page, run=run)


@staff("customer.edit")
@FORM
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Put right what we know; issued papers keep the buyer they were issued to."""
    found = queries.by_ref(ref, by=actor_of(request))
    form = CorrectForm(request.POST or None, customer=found)
    page = FormPage(heading=_("Correct"), submit=_("Keep"), done=_("Corrected."), **_around(found))

    def run() -> str:
        correct_customer(found.pk, facts=form.facts(), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("customer.edit")
@FORM
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop billing a customer."""
    found = queries.by_ref(ref, by=actor_of(request))
    page = FormPage(
        heading=_("Close this customer?"),
        submit=_("Close"),
        tone="danger",
        done=_("The customer is closed."),
        story=_("No new invoices can be written for them. Their history stays, and what they owe can still be paid."),
        **_around(found),
    )

    def run() -> str:
        close_customer(found.pk, by=actor_of(request))
        return page.back

    return form_page(request, form=KeyedForm(request.POST or None), page=page, run=run)


def _around(found: Customer) -> Around:
    back = reverse("console:customer", args=[found.public_id])
    crumbs = (
        Crumb(label=_("Customers"), url=reverse("console:customers")),
        Crumb(label=queries.card(found).name, url=back),
    )
    return {"back": back, "crumbs": crumbs}
