"""Connect a gateway by steps: choose it, paste its keys, have its notices sent here, offer its ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.business import queries as business
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.console.asking import waits
from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.gateways import ConnectForm, OffersForm, SecretForm, SettingsForm
from tiwala.console.queries.gateway_setup import Choice, MethodLine, choices, setup_of
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.gateways.actions.add_account import AccountExists, NewAccount, add_account, needs_second_person
from tiwala.gateways.actions.ask_for_account import ask_for_account
from tiwala.gateways.actions.change_settings import change_settings
from tiwala.gateways.actions.check_connection import check_connection
from tiwala.gateways.actions.end_old_secret import end_old_secret
from tiwala.gateways.actions.register_notices import register_notices
from tiwala.gateways.actions.set_notice_secret import set_notice_secret
from tiwala.gateways.actions.try_account import try_account
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.queries import account_by_public_id, house_mode
from tiwala.gateways.registry import GATEWAYS, known
from tiwala.kit.errors import BadInput, NotFound
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("gateway.edit", step_up=True)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Step one: every gateway with what it can, costs and needs."""
    facts = {"tabs": tabs(request), "choices": choices(house_mode()), "mode": house_mode()}
    return render(request, "console/gateway_choose.html", facts)


@staff("gateway.edit", step_up=True)
@FORM
def connect(request: HttpRequest, gateway: str) -> HttpResponse:
    """Step two: keys pasted once, tried before they are kept, never shown again."""
    if gateway not in GATEWAYS or house_mode() not in GATEWAYS[gateway].modes:
        raise NotFound(wanted="gateway")
    is_further = needs_second_person(house_mode(), by=actor_of(request))
    form = ConnectForm(request.POST or None, name=gateway, gateway=known(gateway), is_further=is_further)
    page = FormPage(
        heading=_("Connect %(gateway)s") % {"gateway": known(gateway).title},
        submit=_("Try the keys and connect"),
        template="console/gateway_connect.html",
        **around("console:gateways", _("Gateways")),
    )
    return form_page(
        request, form=form, page=page, run=lambda: _connect(request, form), choice=_choice(gateway), mode=house_mode()
    )


@staff("settings.view")
@require_safe
def setup(request: HttpRequest, ref: str) -> HttpResponse:
    """How far it is, and the next step."""
    found = setup_of(account_by_public_id(ref))
    offers = OffersForm(choices=_offers(found.methods), initial={"methods": _offered(found.methods)})
    facts = {"setup": found, "secret": SecretForm(gateway=known(found.gateway)), "offers": offers}
    return render(request, "console/gateway_setup.html", facts | {"crumbs": _around(found.ref)["crumbs"]})


@staff("gateway.edit", step_up=True)
@FORM
def settings(request: HttpRequest, ref: str) -> HttpResponse:
    """What the gateway switched on for the business, which nobody but the business knows."""
    account = account_by_public_id(ref)
    gateway = known(account.gateway)
    form = SettingsForm(request.POST or None, gateway=gateway, keys=account.keys)
    page = FormPage(
        heading=_("What %(gateway)s switched on for you") % {"gateway": gateway.title},
        story=_("Ask them if you do not know; until then a no is safe. The pay page follows within five seconds."),
        submit=_("Keep"),
        done=_("Kept."),
        **_around(ref),
    )

    def run() -> str:
        change_settings(account.pk, yes=form.yes, by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("gateway.edit", step_up=True)
@require_POST
def register(request: HttpRequest, ref: str) -> HttpResponse:
    """Have the gateway send its notices here."""
    account = account_by_public_id(ref)
    return do(
        request,
        run=lambda: register_notices(account.pk, by=actor_of(request)),
        done=_("The gateway knows our address now."),
        back=_around(ref)["back"],
    )


@staff("gateway.edit", step_up=True)
@FORM
def secret(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep the secret of its notices, the first time."""
    account = account_by_public_id(ref)
    form = SecretForm(request.POST or None, gateway=known(account.gateway))
    page = FormPage(
        heading=_("The secret of its notices"),
        submit=_("Keep it"),
        done=_("Kept. Notices that it proves are believed from now on."),
        **_around(ref),
    )

    def run() -> str:
        set_notice_secret(account.pk, form.cleaned_data["notice_secret"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("gateway.edit", step_up=True)
@require_POST
def end_secret(request: HttpRequest, ref: str) -> HttpResponse:
    """The old secret of its notices ends."""
    account = account_by_public_id(ref)
    return do(
        request,
        run=lambda: end_old_secret(account.pk, by=actor_of(request)),
        done=_("The old secret is good no more."),
        back=_around(ref)["back"],
    )


@staff("settings.edit", step_up=True)
@FORM
def offers(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose what the pay page offers of it; finer points are under Ways to pay."""
    found = setup_of(account_by_public_id(ref))
    form = OffersForm(
        request.POST or None, choices=_offers(found.methods), initial={"methods": _offered(found.methods)}
    )
    page = FormPage(
        heading=_("Ways to pay of %(name)s") % {"name": found.label},
        submit=_("Keep"),
        done=_("Kept. The pay page shows it within five seconds."),
        **_around(ref),
    )

    def run() -> str:
        _offer(request, ref, set(form.cleaned_data["methods"]), order=[one.name for one in found.methods])
        return page.back

    return form_page(request, form=form, page=page, run=run)


def _connect(request: HttpRequest, form: ConnectForm) -> str:
    facts, why, actor = form.facts(), form.cleaned_data.get("reason", ""), actor_of(request)
    _refuse_known(facts)
    line = try_account(facts, by=actor)
    if line == "refused":
        raise BadInput(fields={form.first_key: _("The gateway refused these keys. Nothing was kept; copy them again.")})
    if needs_second_person(facts.mode, by=actor):
        return waits(request, ask_for_account(facts, reason=why, key=form.key_text, by=actor))
    account = add_account(facts, by=actor)
    check_connection(account.pk, by=actor)
    if line == "busy":
        messages.warning(request, _("Kept, but the gateway is busy just now: check the line again in a minute."))
    elif line == "unreachable":
        messages.warning(request, _("Kept, but the gateway could not be reached just now: check the line again."))
    else:
        messages.success(request, _("The keys work and are sealed. Now its notices."))
    return _around(account.public_id)["back"]


def _refuse_known(facts: NewAccount) -> None:
    same = GatewayAccount.objects.filter(gateway=facts.gateway, mode=facts.mode)
    if same.filter(external_id=facts.external_id.strip()).exists():
        raise AccountExists(gateway=facts.gateway)


def _offer(request: HttpRequest, ref: str, wanted: set[str], *, order: Sequence[str]) -> None:
    """What is new is offered at the end of the list, in the gateway's order: what most people have comes first.

    What is left out is offered no more; the rest of an option stays.
    """
    mine = {one.method: one for one in business.payment_options() if one.gateway_account_ref == ref}
    place = max((one.position for one in business.payment_options()), default=-1) + 1
    dropped = sorted(name for name, one in mine.items() if one.enabled and name not in wanted)
    for method in [*(name for name in order if name in wanted), *dropped]:
        known_option = mine.get(method)
        if known_option is not None and known_option.enabled == (method in wanted):
            continue
        facts = OptionFacts(method=method, gateway_account_ref=ref, position=place)
        if known_option is not None:
            facts = replace(business.facts_of(known_option), enabled=method in wanted)
        set_payment_option(facts, by=actor_of(request))
        place += known_option is None


def _choice(gateway: str) -> Choice:
    return next(one for one in choices(house_mode()) if one.name == gateway)


def _offers(methods: Sequence[MethodLine]) -> list[tuple[str, str]]:
    return [(one.name, f"{one.title}: {one.facts}") for one in methods]


def _offered(methods: Sequence[MethodLine]) -> list[str]:
    return [one.name for one in methods if one.is_offered]


def _around(ref: str) -> Around:
    """The way back to the account's own page."""
    back = reverse("console:gateway_setup", args=[ref])
    above = around("console:gateways", _("Gateways"))
    return {"back": back, "crumbs": (*above["crumbs"], Crumb(label=account_by_public_id(ref).label, url=back))}
