"""Money that came in and nobody was asked for: a person says whose it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.console.forming import Around, Crumb, FormPage, form_page
from tiwala.console.forms.money import UnmatchedForm
from tiwala.console.paging import page_of
from tiwala.console.queries.invoice_choices import invoice_choices
from tiwala.customers import queries as customers
from tiwala.invoicing.queries import due_for
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.resolve_unmatched import resolve_unmatched
from tiwala.payments.facts import Target, UnmatchedFacts
from tiwala.tasks.models import Task


@staff("payment.resolve")
@require_safe
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """Whose is it? Search among the customers."""
    _found(request, ref)
    asked = request.GET.get("q", "")
    page = page_of(customers.search(asked, by=actor_of(request)), request, size=20)
    facts: dict[str, Any] = {"page_of": page, "cards": customers.cards(page.rows), "asked": asked, "ref": ref}
    return render(request, "console/unmatched.html", facts)


@staff("payment.resolve", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, ref: str, customer_ref: str) -> HttpResponse:
    """Give it to this customer: to open invoices, oldest first, or all to credit."""
    task = _found(request, ref)
    name = customers.card(customers.by_ref(customer_ref, by=actor_of(request))).name
    choices = invoice_choices(customer_ref, currency=str(task.facts.get("currency", "")))
    form = UnmatchedForm(request.POST or None, invoices=choices)
    page = FormPage(
        heading=_("This money is %(name)s's") % {"name": name},
        submit=_("Book it so"),
        done=_("Booked."),
        story=_("The invoices you choose are paid oldest first; what is left becomes the customer's credit."),
        **_around(task),
    )

    def run() -> str:
        facts = _facts(task, customer_ref, form)
        made = resolve_unmatched(facts, by=actor_of(request))
        return reverse("console:payment", args=[made.public_id])

    return form_page(request, form=form, page=page, run=run)


def _found(request: HttpRequest, ref: str) -> Task:
    task: Task = Task.objects.visible_to(actor_of(request)).by_public_id(ref)
    if task.kind != "unmatched_money":
        raise NotFound(wanted="tsk")
    return task


def _facts(task: Task, customer_ref: str, form: UnmatchedForm) -> UnmatchedFacts:
    chosen = set(form.cleaned_data["invoices"])
    due = (one for one in due_for(customer_ref).invoices if one.ref in chosen)
    targets = tuple(Target(one.ref, Money(one.owed_minor, one.currency)) for one in due)
    return UnmatchedFacts(task.subject_ref, customer_ref, form.cleaned_data["reason"], targets)


def _around(task: Task) -> Around:
    back = reverse("console:task", args=[task.public_id])
    crumbs = (
        Crumb(label=_("Needs a person"), url=reverse("console:tasks")),
        Crumb(label=str(task.about.title), url=back),
    )
    return {"back": back, "crumbs": crumbs}
