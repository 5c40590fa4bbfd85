"""Settings: ways to pay, and the accounts at gateways they go through."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.business import queries as business
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.models import PaymentOption
from tiwala.console.asking import waits
from tiwala.console.forming import FormPage, do, form_page
from tiwala.console.forms.base import percent, shown
from tiwala.console.forms.settings import GatewayForm, OptionForm, RotateForm
from tiwala.console.queries.line_to_gateways import gateway_lines
from tiwala.console.queries.offers import asked_amount, offers
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.gateways.actions.add_account import add_account, needs_second_person
from tiwala.gateways.actions.ask_for_account import ask_for_account
from tiwala.gateways.actions.ask_for_keys import ask_for_keys
from tiwala.gateways.actions.check_connection import check_connection
from tiwala.gateways.actions.rotate_keys import NewKeys
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.queries import account_by_public_id
from tiwala.kit.conf import conf
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


@staff("settings.view")
@require_safe
def gateways(request: HttpRequest) -> HttpResponse:
    """Every account, when it last spoke, and where it must send its notices."""
    base = conf.outside.base_url
    rows = [{"line": one, "door": f"{base}/notices/{one.gateway}/{one.ref}/"} for one in gateway_lines()]
    return render(request, "console/gateways.html", {"tabs": tabs(request), "rows": rows})


@staff("gateway.edit", step_up=True)
@FORM
def gateway_new(request: HttpRequest) -> HttpResponse:
    """Connect an account."""
    form = GatewayForm(request.POST or None)
    page = FormPage(
        heading=_("Connect a gateway account"),
        submit=_("Connect"),
        **around("console:gateways", _("Gateways")),
    )

    def run() -> str:
        facts, why = form.facts(), form.cleaned_data["reason"]
        if needs_second_person(facts.mode, by=actor_of(request)):
            return waits(request, ask_for_account(facts, reason=why, key=form.key_text, by=actor_of(request)))
        add_account(facts, by=actor_of(request))
        messages.success(request, _("Connected. Check the line, then offer a way to pay through it."))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("gateway.edit", step_up=True)
@FORM
def gateway_keys(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the keys without missing a notice."""
    account, form = account_by_public_id(ref), RotateForm(request.POST or None)
    page = FormPage(
        heading=_("New keys for %(name)s") % {"name": account.label},
        submit=_("Change the keys"),
        **around("console:gateways", _("Gateways")),
    )

    def run() -> str:
        good = form.cleaned_data
        keys = {"api_key": good["api_key"]} if good["api_key"] else {}
        new = NewKeys(keys=keys, notice_secret=good["notice_secret"], forget_old_secret=good["forget_old_secret"])
        made = ask_for_keys(account.pk, new=new, reason=good["reason"], key=form.key_text, by=actor_of(request))
        return waits(request, made)

    return form_page(request, form=form, page=page, run=run)


@staff("gateway.edit")
@require_POST
def gateway_check(request: HttpRequest, ref: str) -> HttpResponse:
    """Try the line with the keys we have; moves nothing."""
    found = check_connection(account_by_public_id(ref).pk, by=actor_of(request))
    if found.state == "works":
        messages.success(request, _("The line works (%(ms)d ms).") % {"ms": found.took_ms})
    elif found.state == "refused":
        messages.error(request, _("The gateway refused our keys."))
    else:
        messages.warning(request, _("The gateway could not be reached just now."))
    return redirect("console:gateways")


@staff("gateway.edit", step_up=True)
@require_POST
def gateway_switch(request: HttpRequest, ref: str) -> HttpResponse:
    """Let new payments go through it, or stop them."""
    account, enabled = account_by_public_id(ref), request.POST.get("to") == "on"
    return do(
        request,
        run=lambda: switch_account(account.pk, enabled=enabled, by=actor_of(request)),
        done=_("Switched on.") if enabled else _("Switched off. What was started is still asked about."),
        back=around("console:gateways", "")["back"],
    )


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
