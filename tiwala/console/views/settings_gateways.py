"""Settings: the accounts at gateways, checked, switched, given new keys, and what they told us."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.asking import waits
from tiwala.console.forming import FormPage, do, form_page
from tiwala.console.forms.gateways import RotateForm
from tiwala.console.paging import page_of
from tiwala.console.queries.gateway_setup import setup_of
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.gateways.actions.ask_for_keys import ask_for_keys
from tiwala.gateways.actions.check_connection import check_connection
from tiwala.gateways.actions.open_notice import open_notice
from tiwala.gateways.actions.replay_notice import replay_notice
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.actions.try_keys import try_keys
from tiwala.gateways.capabilities import Mode
from tiwala.gateways.models import GatewayAccount, Notice
from tiwala.gateways.queries import account_by_public_id, house_mode, notices_of
from tiwala.gateways.registry import known
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, staff


@staff("settings.view")
@require_safe
def gateways(request: HttpRequest) -> HttpResponse:
    """Every account, how far it is set up, and when it last spoke."""
    rows = [setup_of(one) for one in GatewayAccount.objects.all()]
    return render(request, "console/gateways.html", {"tabs": tabs(request), "rows": rows, "house_mode": house_mode()})


@staff("gateway.edit", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def gateway_keys(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the keys without missing a notice: tried first, then a second person says yes."""
    account = account_by_public_id(ref)
    mode: Mode = "live" if account.mode == "live" else "test"
    form = RotateForm(request.POST or None, gateway=known(account.gateway), mode=mode)
    page = FormPage(
        heading=_("New keys for %(name)s") % {"name": account.label},
        submit=_("Ask for the change"),
        story=_("What you leave empty stays. A new secret of its notices is accepted beside the old one, so that none "
                "is lost; end the old one when the gateway uses the new."),
        **around("console:gateways", _("Gateways")),
    )  # fmt: skip

    def run() -> str:
        new, actor = form.new_keys(), actor_of(request)
        if new.keys and try_keys(account.pk, new, by=actor) == "refused":
            raise BadInput(fields={form.first_key: _("The gateway refused these keys. Nothing was changed.")})
        made = ask_for_keys(account.pk, new=new, reason=form.cleaned_data["reason"], key=form.key_text, by=actor)
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
    elif found.state == "busy":
        messages.warning(request, _("The gateway is there, but busy just now. Check again in a minute."))
    else:
        messages.warning(request, _("The gateway could not be reached just now."))
    return redirect("console:gateway_setup", ref)


@staff("gateway.edit", step_up=True)
@require_POST
def gateway_switch(request: HttpRequest, ref: str) -> HttpResponse:
    """Let new payments go through it, or stop them."""
    account, enabled = account_by_public_id(ref), request.POST.get("to") == "on"
    return do(
        request,
        run=lambda: switch_account(account.pk, enabled=enabled, by=actor_of(request)),
        done=_("Switched on.") if enabled else _("Switched off. What was started is still asked about."),
        back=reverse("console:gateway_setup", args=[ref]),
    )


@staff("settings.view")
@require_safe
def notices(request: HttpRequest, ref: str) -> HttpResponse:
    """What this account told us, newest first: when, about what, whether it was proven and read."""
    account = account_by_public_id(ref)
    page = page_of(notices_of(account), request)
    return render(request, "console/notices.html", {"account": account, "page_of": page, "rows": page.rows})


@staff("payment.resolve", step_up=True)
@require_safe
def notice(request: HttpRequest, ref: str, notice_ref: str) -> HttpResponse:
    """One notice as it came, without secrets and without anybody in it; each look is on record."""
    account = account_by_public_id(ref)
    found: Notice = notices_of(account).by_public_id(notice_ref)  # type: ignore[attr-defined]
    opened = open_notice(found.public_id, by=actor_of(request))
    return render(request, "console/notice.html", {"account": account, "notice": opened})


@staff("task.handle")
@require_POST
def again(request: HttpRequest, ref: str, notice_ref: str) -> HttpResponse:
    """Read a proven notice once more; heard twice, it changes nothing."""
    account = account_by_public_id(ref)
    found: Notice = notices_of(account).by_public_id(notice_ref)  # type: ignore[attr-defined]
    return do(
        request,
        run=lambda: replay_notice(found.pk, by=actor_of(request)),
        done=_("It is read again within seconds."),
        back=reverse("console:notices", args=[ref]),
    )
