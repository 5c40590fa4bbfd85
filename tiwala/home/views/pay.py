"""The pay page: who asks, for what, how much, and one button."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.home import tries, ways
from tiwala.home.forms import PayForm, read_part
from tiwala.home.guest import guest, opened_by, reading
from tiwala.invoicing.links import OpenedLink
from tiwala.invoicing.queries import PayPage, pay_page
from tiwala.kit.errors import BadInput, Refusal
from tiwala.kit.money import Money
from tiwala.kit.policy import anyone
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, MethodNotOffered
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Attempt
from tiwala.payments.queries import live_attempt_for
from tiwala.payments.states import LIVE
from tiwala.ui import csp


@anyone
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The invoice behind the link, and the ways to pay it."""
    opened = opened_by(request, token)
    with reading(request, opened):
        return _page(request, token, opened)


@anyone
@require_POST
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Begin to pay: once per form, however often it is sent. Leads on to the gateway, or to the try's own page."""
    opened = opened_by(request, token)
    with reading(request, opened):
        try:
            attempt = start_payment(_facts(request, token, opened), by=guest(request, opened))
        except (AlreadyBeingPaid, KeyReused):
            return redirect("home:pay", token)  # where the running try is shown, or a fresh form
        except BadInput as wrong:
            return _page(request, token, opened, refused=wrong)
    return redirect(_onward(attempt, token))


def _page(request: HttpRequest, token: str, opened: OpenedLink, *, refused: Refusal | None = None) -> HttpResponse:
    page = pay_page(opened)
    running = live_attempt_for(opened.invoice_ref) if page.is_payable else None
    offered: list[ways.Way] = []
    context: dict[str, object] = {
        "page": page,
        "invoice": opened,
        "token": token,
        "owed": Money(page.owed_minor, opened.currency),
    }
    if running is not None:
        context |= _running(running, token)
    elif page.is_payable:
        offered, choices = _choices(request, page)
        context |= choices
    status = refused.status if refused else 200
    response = render(request, "home/pay.html", context | {"refused": _sentence(refused)}, status=status)
    return csp.allow_gateway(csp.token_page(response), ways.origins(offered))


def _choices(request: HttpRequest, page: PayPage) -> tuple[list[ways.Way], dict[str, object]]:
    """What may be chosen: the amount (in the address, so that the button can repeat it) and the way."""
    owed = Money(page.owed_minor, page.invoice.currency)
    amount, wrong, offered = owed, "", ways.ways_for(owed)
    least, wanted = ways.least_part(offered), request.GET.get("amount", "")
    if least is not None and wanted:
        try:
            amount = read_part(wanted, owed, least_minor=least)
        except BadInput as refusal:
            wrong = _sentence(refusal)
        offered = ways.ways_for(amount, is_part=amount != owed)
    return offered, {
        "amount": amount,
        "is_part": amount != owed,
        "amount_error": wrong,
        "amount_text": wanted[:20],
        "least": Money(least, owed.currency) if least is not None and least < owed.minor else None,
        "ways": offered,
        "key": uuid4(),
    }


def _running(attempt: Attempt, token: str) -> dict[str, object]:
    """The try under way. One that pays other invoices too is told of, and not opened: the link opens one only."""
    targets = tries.targets_of(attempt)
    return {"running": tries.told(attempt, targets), "is_elsewhere": len(targets) > 1, "token": token}


def _facts(request: HttpRequest, token: str, opened: OpenedLink) -> StartFacts:
    form, page = PayForm.read(request), pay_page(opened)
    if not page.is_payable or not 0 < form.amount_minor <= page.owed_minor:
        raise BadInput(fields={"amount": _("What is due has changed meanwhile. Please look again.")})
    amount = Money(form.amount_minor, opened.currency)
    way = ways.chosen(ways.ways_for(amount, is_part=form.amount_minor < page.owed_minor), form.way)
    if way is None:
        raise MethodNotOffered(fields={"way": _("Please choose one of the ways to pay below.")})
    return StartFacts(
        customer_ref=opened.customer_ref,
        targets=(Target(opened.invoice_ref, amount),),
        method=way.method,
        gateway_account_ref=way.account_ref,
        key=payment_key(opened, form.key),
        return_path=reverse("home:pay_return", args=[token, form.key]),
        description=_("Invoice %(number)s") % {"number": opened.number},
        language=get_language() or "en",
    )


def payment_key(opened: OpenedLink, key: str) -> str:
    """The form's key, made to mean this invoice only."""
    return f"{opened.invoice_ref}:{key}"


def _onward(attempt: Attempt, token: str) -> str:
    """To the gateway's own page while the payer is wanted there; else to the page of the try."""
    if attempt.state in LIVE and attempt.redirect_url:
        return attempt.redirect_url
    return reverse("home:attempt", args=[token, attempt.public_id])


def _sentence(refused: Refusal | None) -> str:
    """What to say: the field's own sentence when there is one."""
    if isinstance(refused, BadInput) and refused.fields:
        return next(iter(refused.fields.values()))
    return refused.text if refused else ""
