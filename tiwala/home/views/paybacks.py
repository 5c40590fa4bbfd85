"""Where may your money go: by the link in the letter, confirmed from the mailbox, or signed in with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiwala.customers import queries as customers
from tiwala.home import whose
from tiwala.home.guest import spoken
from tiwala.home.pages import page
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotAllowed, NotFound, Refusal
from tiwala.kit.policy import actor_of, anyone, customer_only
from tiwala.payments.actions.give_account import (
    confirm_account,
    confirmable_by,
    give_account,
    give_own_account,
    opened_by,
    read_account,
)
from tiwala.payments.banks import BANKS, WALLETS, BankAccount
from tiwala.payments.models import Payback
from tiwala.ui import csp

FIELDS = ("bank", "name", "number", "again")
LETTERS_MAX = 120
Give = Callable[[BankAccount], Payback]


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, payback_token: str) -> HttpResponse:
    """The account, typed by whoever holds the link; it counts once the payer's mailbox has confirmed it."""
    payback = opened_by(payback_token)
    guest = _guest(request, payback)
    with translation.override(_language(payback)):
        typed, refusal, done = _give(request, lambda account: give_account(payback_token, account, by=guest))
        context = _words(payback, typed, refusal)
        template = "home/payback_given.html" if done else "home/payback.html"
        response = render(request, template, context, status=refusal.status if refusal else 200)
        return csp.token_page(spoken(response), has_form=not done)


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, confirm_token: str) -> HttpResponse:
    """Yes, it is mine: a button, for mail programs open links by themselves."""
    payback = confirmable_by(confirm_token)
    with translation.override(_language(payback)):
        is_done = request.method == "POST"
        if is_done:
            payback = confirm_account(confirm_token, by=_guest(request, payback))
        context = {"payback": payback, "is_done": is_done}
        response = render(request, "home/payback_confirm.html", context)
        return csp.token_page(spoken(response), has_form=not is_done)


@customer_only(needs="manages", factor=True, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, payback_ref: str) -> HttpResponse:
    """The same, signed in: the second factor just shown confirms it."""
    actor, here = actor_of(request), whose.here(request)
    payback: Payback = Payback.objects.filter(customer_ref__in=actor.customer_refs).by_public_id(payback_ref)
    typed, refusal, done = _give(request, lambda account: give_own_account(payback_ref, account, by=actor))
    if done:
        messages.success(request, _("Thank you. We pay once two of us have looked at it."))
        return redirect("home:overview")
    status = refusal.status if refusal else 200
    return page(request, "home/own_payback.html", here=here, status=status, **_words(payback, typed, refusal))


def _give(request: HttpRequest, give: Give) -> tuple[dict[str, str], Refusal | None, bool]:
    """What was typed, what was refused, and whether it is given."""
    typed = {name: request.POST.get(name, "")[:LETTERS_MAX] for name in FIELDS}
    if request.method != "POST":
        return typed, None, False
    try:
        give(read_account(**typed))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return typed, refusal, False
    return typed, None, True


def _words(payback: Payback, typed: dict[str, str], refusal: Refusal | None) -> dict[str, Any]:
    return {
        "payback": payback,
        "values": typed,
        "refused": refusal,
        "wrong": refusal.fields if isinstance(refusal, BadInput) else {},
        "banks": [("", _("Choose…")), *WALLETS.items(), *sorted(BANKS.items(), key=lambda pair: pair[1])],
    }


def _guest(request: HttpRequest, payback: Payback) -> Actor:
    return Actor(
        "guest",
        payback.public_id,
        label="payback link",
        ip=getattr(request, "client_ip", ""),
        request_id=getattr(request, "request_id", ""),
    )


def _language(payback: Payback) -> str:
    return customers.by_ref(payback.customer_ref, by=SYSTEM).language or "en"
