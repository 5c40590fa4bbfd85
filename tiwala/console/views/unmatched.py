"""Money that came in and nobody was asked for: a person says whose it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.money import UnmatchedForm
from tiwala.console.paging import page_of
from tiwala.customers import queries as customers
from tiwala.invoicing.queries import due_for
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.resolve_unmatched import resolve_unmatched
from tiwala.payments.facts import Target, UnmatchedFacts
from tiwala.tasks.models import Task
from tiwala.ui.wording import money_words


@staff("task.handle")
@require_safe
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """Whose is it? Search among the customers."""
    _found(request, ref)
    asked = request.GET.get("q", "")
    page = page_of(customers.search(asked, by=actor_of(request)), request, size=20)
    facts: dict[str, Any] = {"page_of": page, "cards": customers.cards(page.rows), "asked": asked, "ref": ref}
    return render(request, "console/unmatched.html", facts)


@staff("task.handle", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, ref: str, customer_ref: str) -> HttpResponse:
    """Give it to this customer: to open invoices, oldest first, or all to credit."""
    task = _found(request, ref)
    name = customers.card(customers.by_ref(customer_ref, by=actor_of(request))).name
    due = {one.ref: one for one in due_for(customer_ref).invoices if one.currency == task.facts.get("currency")}
    language = get_language() or "en"
    choices = [
        (one.ref, f"{one.number} · {money_words(one.owed_minor, one.currency, language=language)}")
        for one in due.values()
    ]
    form = UnmatchedForm(request.POST or None, invoices=choices)
    back = reverse("console:task", args=[ref])
    page = FormPage(
        heading=_("This money is %(name)s's") % {"name": name},
        submit=_("Book it so"),
        done=_("Booked."),
        story=_("The invoices you choose are paid oldest first; what is left becomes the customer's credit."),
        back=back,
        crumbs=(
            Crumb(label=_("Needs a person"), url=reverse("console:tasks")),
            Crumb(label=str(task.about.title), url=back),
        ),
    )

    def run() -> str:
        good = form.cleaned_data
        targets = tuple(
            Target(one, Money(due[one].owed_minor, due[one].currency)) for one in due if one in good["invoices"]
        )
        facts = UnmatchedFacts(task.subject_ref, customer_ref, good["reason"], targets)
        made = resolve_unmatched(facts, by=actor_of(request))
        return reverse("console:payment", args=[made.public_id])

    return form_page(request, form=form, page=page, run=run)


def _found(request: HttpRequest, ref: str) -> Task:
    task: Task = Task.objects.visible_to(actor_of(request)).by_public_id(ref)
    if task.kind != "unmatched_money":
        raise NotFound(wanted="tsk")
    return task
