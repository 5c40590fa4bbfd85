"""The customer's credit pays something they owe."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.base import shown
from tiwala.console.forms.money import UseCreditForm
from tiwala.console.queries.invoice_choices import invoice_choices
from tiwala.customers import queries as customers
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff
from tiwala.ledger import balances
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.facts import Target
from tiwala.ui.templatetags.ui import money


@staff("payment.record_cash", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose an open invoice and how much of the credit it takes."""
    actor = actor_of(request)
    name = customers.card(customers.by_ref(ref, by=actor)).name
    credit = Money(max(balances.credit_of(ref), 0), "PHP")
    choices = invoice_choices(ref, currency=credit.currency)
    form = UseCreditForm(request.POST or None, invoices=choices, initial={"amount": shown(credit)})
    back = reverse("console:customer", args=[ref])
    page = FormPage(
        heading=_("Use the customer's credit"),
        submit=_("Use it"),
        done=_("The credit is used."),
        story=_("There are %(amount)s of credit. At most what is owed is used.") % {"amount": money(credit)},
        back=back,
        crumbs=(Crumb(label=_("Customers"), url=reverse("console:customers")), Crumb(label=name, url=back)),
    )

    def run() -> str:
        target = Target(form.cleaned_data["invoice"], form.cleaned_data["amount"])
        apply_credit(ref, target=target, key=form.key_text, by=actor)
        return page.back

    return form_page(request, form=form, page=page, run=run)
