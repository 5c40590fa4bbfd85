"""What a gateway kept and paid out: the lines of its statements that stand in the books."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.base import ReasonForm
from tiwala.console.paging import page_of
from tiwala.console.queries.money_at_gateway import days_read, money_at
from tiwala.gateways.queries import account_by_public_id
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.take_back_line import take_back_line
from tiwala.payments.models import BookedLine
from tiwala.payments.postings import money_account


@staff("ledger.view")
@require_safe
def payouts(request: HttpRequest, ref: str) -> HttpResponse:
    """What is still at the gateway, what was paid out and what it cost, line by line."""
    account, actor = account_by_public_id(ref), actor_of(request)
    lines = BookedLine.objects.visible_to(actor).filter(gateway_account_ref=ref)
    facts = {"account": account, "code": money_account("online", ref), "sums": money_at(ref), "days": days_read(ref)}
    page = page_of(lines, request)
    newest_first = sorted(page.rows, key=lambda line: line.told_at, reverse=True)  # pages follow when they were booked
    return render(request, "console/gateway_payouts.html", facts | {"page": replace(page, rows=newest_first)})


@staff("payment.resolve", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, ref: str, booked_ref: str) -> HttpResponse:
    """Turn a line around, with a reason."""
    account, by = account_by_public_id(ref), actor_of(request)
    line = BookedLine.objects.visible_to(by).filter(gateway_account_ref=ref).by_public_id(booked_ref)
    form, back = ReasonForm(request.POST or None), reverse("console:gateway_payouts", args=[ref])
    crumbs = (
        Crumb(label=account.label, url=reverse("console:gateway_setup", args=[ref])),
        Crumb(label=_("Fees and payouts"), url=back),
    )
    page = FormPage(
        heading=_("Take a booked line back"),
        submit=_("Take it back"),
        done=_("Taken back."),
        story=_("A counter-entry turns it around; both stay in the books. No statement books it again by itself."),
        tone="danger",
        template="console/booked_line_back.html",
        back=back,
        crumbs=crumbs,
    )

    def run() -> str:
        take_back_line(booked_ref, form.cleaned_data["reason"], by=by)
        return back

    return form_page(request, form=form, page=page, run=run, line=line)
