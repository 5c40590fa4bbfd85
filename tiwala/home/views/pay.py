"""The pay page: who asks, for what, how much, and one button."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.home import tries, ways
from tiwala.home.by_hand import begin
from tiwala.home.choices import choices_for, down_by, found_down, onward, sentence
from tiwala.home.fees import FeeToAgree
from tiwala.home.forms import PayForm
from tiwala.home.guest import guest, opened_by, reading, spoken
from tiwala.home.saving import choose, is_personal, saving_for
from tiwala.identity import browsers
from tiwala.invoicing.links import OpenedLink
from tiwala.invoicing.queries import pay_page
from tiwala.kit.errors import BadInput, Refusal
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, anyone, is_well_proven, proof_first
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, MethodDown, MethodGone
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Attempt
from tiwala.payments.queries import live_attempt_for
from tiwala.ui import csp
from tiwala.ui.htmx import page_or_part, wants_part


@anyone
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The invoice behind the link, and the ways to pay it."""
    opened = opened_by(request, token)
    browsers.greet(request)
    with reading(request, opened):
        return _page(request, token, opened)


@anyone
@require_POST
def start(request: HttpRequest, token: str) -> HttpResponseBase:
    """Begin to pay: once per form, however often it is sent. Leads on to the gateway, or to the try's own page."""
    opened = opened_by(request, token)
    with reading(request, opened):
        try:
            form = PayForm.read(request)
            proof = proof_first(request, back=reverse("home:pay", args=[token])) if is_personal(form) else None
            if proof is not None:
                return proof
            attempt = _begin(request, form, token, opened)
            if found_down(attempt):
                raise MethodDown(method=attempt.method)
        except (AlreadyBeingPaid, KeyReused):
            return redirect("home:pay", token)  # where the running try is shown, or a fresh form
        except (BadInput, FeeToAgree, MethodGone) as asked:
            return _page(request, token, opened, asked=asked)
    return redirect(onward(attempt, reverse("home:attempt", args=[token, attempt.public_id])))


def _begin(request: HttpRequest, form: PayForm, token: str, opened: OpenedLink) -> Attempt:
    """The try that this form means: the one it began before, or a new one."""
    known = tries.by_payment_key(payment_key(opened, form.key))
    if known is not None:
        return known
    by = actor_of(request) if is_personal(form) else guest(request, opened)
    return begin(_facts(request, form, token, opened), by=by)


def _page(request: HttpRequest, token: str, opened: OpenedLink, *, asked: Refusal | None = None) -> HttpResponse:
    """The page; `asked` is what was refused just now, or the fee that is to be agreed."""
    agree = asked.agree if isinstance(asked, FeeToAgree) else None
    page = pay_page(opened)
    owed = Money(page.owed_minor, opened.currency)
    running = live_attempt_for(opened.invoice_ref) if page.is_payable and page.is_being_paid else None
    typed = agree.typed if agree else request.GET.get("amount", "")
    is_open = page.is_payable and not running
    choices = choices_for(owed, typed=typed, without=down_by(asked)) if is_open else None
    context = {
        "page": page,
        "invoice": opened,
        "token": token,
        "owed": owed,
        "choices": choices,
        "agree": agree,
        "saving": saving_for(request, opened.customer_ref, choices.ways) if choices else None,
        "refused": sentence(asked) if asked and not agree else "",
        "pay_url": reverse("home:attempts", args=[token]),
        "page_url": reverse("home:pay", args=[token]),
    }
    context |= _running(running) if running else {}
    response = _rendered(request, context, opened, status=asked.status if asked else 200)
    return csp.allow_gateway(csp.token_page(spoken(response)), ways.origins(choices.ways if choices else ()))


def _rendered(request: HttpRequest, context: dict[str, Any], opened: OpenedLink, *, status: int) -> HttpResponse:
    """The page; of a paid one whose receipt is still being written, only what changed for who looks again."""
    if context["page"].is_payable:
        return render(request, "home/pay.html", context, status=status)
    papers = tries.papers_of(opened.invoice_ref)
    if wants_part(request) and request.GET.get("seen") == papers.seen:
        return HttpResponse(status=204)
    return page_or_part(request, "home/pay.html", part="settled", status=status, papers=papers, **context)


def _running(attempt: Attempt) -> dict[str, object]:
    """The try under way. One that pays other invoices too is told of, and not opened: the link opens one only."""
    targets = tries.targets_of(attempt)
    return {"running": tries.told(attempt, targets), "is_elsewhere": len(targets) > 1}


def _facts(request: HttpRequest, form: PayForm, token: str, opened: OpenedLink) -> StartFacts:
    page = pay_page(opened)
    if not page.is_payable or not 0 < form.amount_minor <= page.owed_minor:
        raise BadInput(fields={"amount": _("What is due has changed meanwhile. Please look again.")})
    amount = Money(form.amount_minor, opened.currency)
    offered = ways.ways_for(amount, is_part=form.amount_minor < page.owed_minor)
    choice = choose(request, form, offered=offered, customer_ref=opened.customer_ref)
    return StartFacts(
        customer_ref=opened.customer_ref,
        targets=(Target(opened.invoice_ref, amount),),
        method=choice.method,
        gateway_account_ref=choice.account_ref,
        others=choice.others,
        surcharge_minor=choice.surcharge_minor,
        keep=choice.keep,
        saved_ref=choice.saved_ref,
        key=payment_key(opened, form.key),
        return_path=reverse("home:pay_return", args=[token, form.key]),
        description=_("Invoice %(number)s") % {"number": opened.number},
        language=get_language() or "en",
        device=request.headers.get("User-Agent", ""),
        proven=is_well_proven(request),
        device_key=browsers.key_of(request),
    )


def payment_key(opened: OpenedLink, key: str) -> str:
    """The form's key, made to mean this invoice only."""
    return f"{opened.invoice_ref}:{key}"
