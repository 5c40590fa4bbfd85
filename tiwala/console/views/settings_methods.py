"""Settings: ways to pay, as the pay page offers them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.business import queries as business
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.models import PaymentOption
from tiwala.console.forming import FormPage, form_page
from tiwala.console.forms.base import percent, shown
from tiwala.console.forms.settings import OptionForm
from tiwala.console.queries.line_to_gateways import gateway_lines
from tiwala.console.queries.offers import asked_amount, offers
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("settings.view")
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """What the pay page offers, in its order."""
    amount, typed, error = asked_amount(request.GET.get("amount", ""), currency=business.profile_facts().currency)
    facts = {"tabs": tabs(request), "rows": offers(amount), "amount": amount, "typed": typed, "error": error}
    return render(request, "console/methods.html", facts)


@staff("settings.edit", step_up=True)
@FORM
def method(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Offer a way to pay, or change how it is offered."""
    accounts = [(line.ref, f"{line.label} ({line.mode})") for line in gateway_lines()]
    option: PaymentOption | None = PaymentOption.objects.by_public_id(ref) if ref else None
    form = OptionForm(request.POST or None, accounts=accounts, initial=_initial(option) if option else {})
    page = FormPage(
        heading=_("A way to pay"),
        submit=_("Keep"),
        done=_("Kept. The pay page shows it within five seconds."),
        **around("console:methods", _("Ways to pay")),
    )

    def run() -> str:
        set_payment_option(form.facts(), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


def _initial(option: PaymentOption) -> dict[str, object]:
    shown_as = ("method", "gateway_account_ref", "name", "position", "enabled", "allow_partial")
    currency = business.profile_facts().currency
    found: dict[str, object] = {name: getattr(option, name) for name in shown_as}
    if option.min_partial_minor:
        found["min_partial"] = shown(Money(option.min_partial_minor, currency))
    if option.fee_share_bp is not None and option.fee_fixed_minor is not None:
        found["fee_percent"] = percent(option.fee_share_bp)
        found["fee_fixed"] = shown(Money(option.fee_fixed_minor, currency))
    if option.surcharge_share_bp or option.surcharge_fixed_minor:
        found["surcharge_percent"] = percent(option.surcharge_share_bp)
        found["surcharge_fixed"] = shown(Money(option.surcharge_fixed_minor, currency))
    return found
