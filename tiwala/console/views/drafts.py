"""Writing an invoice: for whom, the lines, the totals, and putting it away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.business import queries as business
from tiwala.console.forming import Crumb, FormPage, do
from tiwala.console.paging import page_of
from tiwala.console.views.draft_form import DraftPage
from tiwala.customers import queries as customers
from tiwala.invoicing.actions.draft_invoice import change_draft, draft_invoice, drop_draft
from tiwala.invoicing.models import Invoice
from tiwala.kit.errors import WrongState
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("invoice.create")
@FORM
def new(request: HttpRequest, customer_ref: str) -> HttpResponse:
    """Write a draft for this customer."""
    if lacking := _lacking(request):
        return lacking
    actor = actor_of(request)
    customer = customers.by_ref(customer_ref, by=actor)
    name = customers.card(customer).name
    page = FormPage(
        heading=_("New invoice for %(name)s") % {"name": name},
        submit=_("Keep the draft"),
        back=reverse("console:customer", args=[customer_ref]),
        crumbs=(Crumb(label=_("Invoices"), url=reverse("console:invoices")), Crumb(label=_("New"))),
        template="console/invoice_form.html",
    )
    draft = DraftPage.read(request)

    def keep() -> Invoice:
        return draft_invoice(draft.facts(customer_ref), by=actor, key=draft.form.key_text)

    return draft.answer(request, page=page, keep=keep)


@staff("invoice.create")
@FORM
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a draft anew."""
    actor = actor_of(request)
    invoice: Invoice = Invoice.objects.visible_to(actor).select_related("branch").by_public_id(ref)
    if invoice.state != "draft":
        raise WrongState(state=invoice.state)
    page = FormPage(
        heading=_("Edit the draft"),
        submit=_("Keep the draft"),
        back=reverse("console:invoice", args=[ref]),
        crumbs=(Crumb(label=_("Invoices"), url=reverse("console:invoices")), Crumb(label=_("Draft"))),
        template="console/invoice_form.html",
    )
    draft = DraftPage.read(request, invoice=invoice)

    def keep() -> Invoice:
        return change_draft(ref, facts=draft.facts(invoice.customer_ref), by=actor)

    return draft.answer(request, page=page, keep=keep)


@staff("invoice.create")
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a draft away."""
    return do(
        request,
        run=lambda: drop_draft(ref, by=actor_of(request)),
        done=_("The draft was put away."),
        back=reverse("console:invoice", args=[ref]),
    )


@staff("invoice.create")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The button "New invoice": straight to the lines when the address names the customer."""
    customer_ref = request.GET.get("customer", "")
    if lacking := _lacking(request):
        return lacking
    if customer_ref:
        return redirect("console:invoice_write", customer_ref)
    return _choose(request)


def _lacking(request: HttpRequest) -> HttpResponse | None:
    """What must be there before an invoice can be written: who collects, and a branch whose number it gets."""
    is_ready = business.profile_facts().is_ready
    if is_ready and business.branches():
        return None
    return render(request, "console/not_ready.html", {"lacks_branch": is_ready})


def _choose(request: HttpRequest) -> HttpResponse:
    """For whom is it? Search, or one of the newest customers."""
    asked = request.GET.get("q", "")
    found = customers.search(asked, by=actor_of(request)).filter(state="active")
    page = page_of(found, request, size=20)
    facts: dict[str, Any] = {"page_of": page, "cards": customers.cards(page.rows), "asked": asked}
    return render(request, "console/invoice_for_whom.html", facts)
