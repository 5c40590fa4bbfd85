"""Settings: accounts of our own that payers send money to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.asking import waits
from tiwala.console.forming import FormPage, do, form_page
from tiwala.console.forms.transfers import ReceivingForm
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.gateways import qrph
from tiwala.kit import fields
from tiwala.kit.policy import actor_of, staff
from tiwala.transfers.actions.close_account import close_account
from tiwala.transfers.actions.open_account import ask_to_open
from tiwala.transfers.models import ReceivingAccount


@staff("settings.view")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account that is open, and those that were."""
    found = list(ReceivingAccount.objects.visible_to(actor_of(request)).order_by("closed_at", "id"))
    fields.preload(found)
    rows = [{"account": one, "code": qrph.read(one.qr_text) if one.qr_text else None} for one in found]
    return render(request, "console/receiving.html", {"tabs": tabs(request), "rows": rows})


@staff("gateway.edit", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Ask to receive money at another account; a second person reads the whole number."""
    form = ReceivingForm(request.POST or None)
    page = FormPage(
        heading=_("Receive transfers at another account"),
        submit=_("Ask for it"),
        story=_("It is where money goes, so a second person compares it with the bank's papers and says yes. An "
                "account is never changed afterwards: another number is another account."),
        **around("console:receiving", _("Own accounts")),
    )  # fmt: skip

    def run() -> str:
        why = form.cleaned_data["reason"]
        return waits(request, ask_to_open(form.facts(), reason=why, key=form.key_text, by=actor_of(request)))

    return form_page(request, form=form, page=page, run=run)


@staff("gateway.edit", step_up=True)
@require_POST
def account_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop showing an account to payers."""
    found: ReceivingAccount = ReceivingAccount.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: close_account(found.pk, by=actor_of(request)),
        done=_("Closed. Payers are not shown it any more; what was begun there can still be confirmed."),
        back=around("console:receiving", "")["back"],
    )
