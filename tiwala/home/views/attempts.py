"""The page of one try to pay, for whoever holds the link: where it stands, and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tiwala.home import qr, tries
from tiwala.home.guest import guest, opened_by, reading, spoken
from tiwala.home.standing import Doors, standing_page
from tiwala.home.views.pay import payment_key
from tiwala.invoicing.links import OpenedLink
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.kit.policy import anyone
from tiwala.ledger import balances
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.models import Attempt
from tiwala.ui import csp


@anyone
@require_safe
def show(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """How the try stands. Looking asks the gateway, every few seconds at most; nobody is believed on a redirect."""
    opened = opened_by(request, token)
    attempt, targets = _of_link(opened, attempt_ref)
    with reading(request, opened):
        told = tries.told(tries.fresh(attempt, by=guest(request, opened)), targets)
        left = Money(max(balances.open_amount(opened.invoice_ref), 0), opened.currency)
        doors = _doors(token, told.ref)
        response = standing_page(request, "home/attempt.html", told, doors, {"invoice": opened, "left": left})
        return csp.token_page(spoken(response))


@anyone
@require_safe
def come_back(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """Where the gateway sends the payer back to: ask what became of it, then show the try."""
    opened = opened_by(request, token)
    attempt = tries.by_payment_key(payment_key(opened, str(key)))
    if attempt is None:
        return redirect("home:pay", token)
    tries.fresh(attempt, by=guest(request, opened), every=tries.ASK_ON_RETURN)
    return redirect("home:attempt", token, attempt.public_id)


@anyone
@require_POST
def cancel(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """Call the try off, to choose another way. One that turns out to be paid or unknown stays as it is."""
    opened = opened_by(request, token)
    attempt, _targets = _of_link(opened, attempt_ref)
    after = cancel_attempt(attempt.id, by=guest(request, opened))
    if after.state == "cancelled":
        return redirect("home:pay", token)
    return redirect("home:attempt", token, attempt.public_id)


@anyone
@require_safe
def picture(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """The QR code of a try, to scan or to save."""
    attempt, _targets = _of_link(opened_by(request, token), attempt_ref)
    return csp.token_page(qr.picture(attempt), has_form=False)


def _of_link(opened: OpenedLink, attempt_ref: str) -> tuple[Attempt, tuple[str, ...]]:
    """The try, if it pays this link's invoice and nothing else; otherwise it is not there."""
    attempt, targets = tries.find(attempt_ref)
    if targets != (opened.invoice_ref,):
        raise NotFound(wanted="attempt")
    return attempt, targets


def _doors(token: str, ref: str) -> Doors:
    return Doors(
        here=reverse("home:attempt", args=[token, ref]),
        cancel=reverse("home:attempt_cancellation", args=[token, ref]),
        choose=reverse("home:pay", args=[token]),
        picture=reverse("home:attempt_qr", args=[token, ref]),
        receipt=reverse("home:pay_receipt", args=[token, ref]),
    )
