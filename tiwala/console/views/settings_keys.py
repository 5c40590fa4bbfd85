"""Settings: the keys of other programs, and the programs that own them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.forming import FormPage, do, form_page, scope_of
from tiwala.console.forms.keys import ApiKeyForm, NetworksForm, NewTextForm, ServiceForm
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.identity.actions.end_service_account import end_service_account
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.open_service_account import open_service_account
from tiwala.identity.actions.restrict_key import restrict_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.actions.rotate_key import rotate_key
from tiwala.identity.models import ApiKey, ServiceAccount
from tiwala.kit import clock, fields
from tiwala.kit.policy import actor_of, staff
from tiwala.ui.csp import token_page

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("key.manage")
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key: what it is for and may do, whose it is, when it was last used; and the programs."""
    actor, now = actor_of(request), clock.now()
    found = list(ApiKey.objects.visible_to(actor).select_related("owner", "service").order_by("-id")[:200])
    fields.preload([one.owner for one in found if one.owner])
    rows = [{"api_key": one, "is_good": one.is_good(now=now)} for one in found]
    services = ServiceAccount.objects.visible_to(actor).filter(ended_at=None)
    return render(request, "console/keys.html", {"tabs": tabs(request), "rows": rows, "services": services})


@staff("key.manage")
@require_safe
def key(request: HttpRequest, ref: str) -> HttpResponse:
    """One key: what it may do, from where, and what may be done with it."""
    found: ApiKey = ApiKey.objects.visible_to(actor_of(request)).by_public_id(ref)
    now = clock.now()
    context = {
        "api_key": found,
        "is_good": found.is_good(now=now),
        "is_old_text_good": found.previous_until is not None and now < found.previous_until,
    }
    return render(request, "console/key.html", context)


@staff("key.manage", step_up=True)
@FORM
def key_new(request: HttpRequest) -> HttpResponse:
    """Issue a key; its text is shown this once and kept nowhere."""
    services = ServiceAccount.objects.visible_to(actor_of(request)).filter(ended_at=None)
    form, made = ApiKeyForm(request.POST or None, services=list(services)), list[str]()
    page = FormPage(
        heading=_("New API key"),
        submit=_("Issue the key"),
        story=_("A key can do no more than you can."),
        **around("console:keys", _("API keys")),
    )

    def issue() -> Answer:
        row, text = issue_key(_facts(form, request), by=actor_of(request))
        made.append(text)
        return Answer(200, row.public_id.encode())

    def run() -> str:
        once(scope_of(request), form.key_text, fingerprint(form.cleaned_data["name"]), issue)
        return page.back

    answer = form_page(request, form=form, page=page, run=run)
    return _shown_once(request, made[0]) if made else answer


def _facts(form: ApiKeyForm, request: HttpRequest) -> KeyFacts:
    good, service = form.cleaned_data, None
    if good["service"]:
        service = ServiceAccount.objects.visible_to(actor_of(request)).by_public_id(good["service"]).pk
    scopes, ends = frozenset(good["scopes"]), form.expires_at()
    return KeyFacts(good["name"], scopes, service_id=service, networks=form.listed(), expires_at=ends)


@staff("key.manage", step_up=True)
@FORM
def key_text(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the key a new text, shown this once; the old one stays good for as long as chosen."""
    found: ApiKey = ApiKey.objects.visible_to(actor_of(request)).by_public_id(ref)
    form, made = NewTextForm(request.POST or None), list[str]()
    page = FormPage(
        heading=_("A new text for this key"),
        submit=_("Give it a new text"),
        story=_("Put the new text into the program while the old one is still good."),
        **_around_key(found),
    )

    def rotate() -> Answer:
        hours = int(form.cleaned_data["overlap"])
        made.append(rotate_key(found.pk, overlap_hours=hours, expires_at=form.expires_at(), by=actor_of(request))[1])
        return Answer(200, found.public_id.encode())

    def run() -> str:
        once(scope_of(request), form.key_text, fingerprint(found.public_id), rotate)
        return page.back

    answer = form_page(request, form=form, page=page, run=run)
    return _shown_once(request, made[0]) if made else answer


def _shown_once(request: HttpRequest, text: str) -> HttpResponse:
    return token_page(render(request, "console/key_made.html", {"text": text}))


def _around_key(found: ApiKey) -> Any:
    return around("console:keys", _("API keys")) | {"back": reverse("console:key", args=[found.public_id])}


@staff("key.manage", step_up=True)
@FORM
def key_networks(request: HttpRequest, ref: str) -> HttpResponse:
    """From which addresses the key may be used."""
    found: ApiKey = ApiKey.objects.visible_to(actor_of(request)).by_public_id(ref)
    form = NetworksForm(request.POST or None, initial={"networks": "\n".join(found.networks)})
    page = FormPage(
        heading=_("Where this key may be used"),
        submit=_("Keep"),
        done=_("It counts from now on."),
        **_around_key(found),
    )

    def run() -> str:
        restrict_key(found.pk, networks=form.listed(), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("key.manage", step_up=True)
@require_POST
def key_revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """The key opens nothing from now on."""
    found = ApiKey.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: revoke_key(found.pk, by=actor_of(request)),
        done=_("The key opens nothing any more."),
        back=reverse("console:keys"),
    )


@staff("key.manage", step_up=True)
@FORM
def program_new(request: HttpRequest) -> HttpResponse:
    """Name a program that is to own keys."""
    form = ServiceForm(request.POST or None)
    page = FormPage(
        heading=_("New program"),
        submit=_("Add the program"),
        done=_("The program may be given keys now."),
        story=_("A program owns keys and stays when people leave. It can never sign in."),
        **around("console:keys", _("API keys")),
    )

    def run() -> str:
        good = form.cleaned_data
        open_service_account(good["name"], purpose=good["purpose"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("key.manage", step_up=True)
@require_POST
def program_end(request: HttpRequest, ref: str) -> HttpResponse:
    """The program is used no more; its keys open nothing from now on."""
    found = ServiceAccount.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: end_service_account(found.pk, by=actor_of(request)),
        done=_("The program and its keys are ended."),
        back=reverse("console:keys"),
    )
