"""The page of one try to pay, for whoever holds the link: where it stands, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tiwala.home import qr, tries
from tiwala.home.by_hand import ProofForm, call_off
from tiwala.home.guest import guest, opened_by, reading, spoken
from tiwala.home.standing import Doors, standing_page
from tiwala.home.views.pay import payment_key
from tiwala.invoicing.links import OpenedLink
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.kit.policy import anyone
from tiwala.ledger import balances
from tiwala.payments.models import Attempt
from tiwala.ui import csp


@dataclass(frozen=True, slots=True)
class Shown:
    """A try to be shown, with the form for its proof as it was typed."""

    attempt: Attempt
    targets: tuple[str, ...]
    form: ProofForm = field(default_factory=ProofForm.empty)


@anyone
@require_safe
def show(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """How the try stands. Looking asks the gateway, every few seconds at most; nobody is believed on a redirect."""
    opened = opened_by(request, token)
    attempt, targets = of_link(opened, attempt_ref)
    with reading(request, opened):
        fresh = tries.fresh(attempt, by=guest(request, opened))
        return page_of(request, token, opened, Shown(fresh, targets))


def page_of(request: HttpRequest, token: str, opened: OpenedLink, shown: Shown) -> HttpResponse:
    """The page of this try, in the language that is being read."""
    told = tries.told(shown.attempt, shown.targets)
    left = Money(max(balances.open_amount(opened.invoice_ref), 0), opened.currency)
    more = {"invoice": opened, "left": left, "proof": shown.form}
    response = standing_page(request, "home/attempt.html", told, _doors(token, told.ref), more)
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
    attempt, _targets = of_link(opened, attempt_ref)
    after = call_off(attempt, by=guest(request, opened))
    if after.state == "cancelled":
        return redirect("home:pay", token)
    return redirect("home:attempt", token, attempt.public_id)


@anyone
@require_safe
def picture(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """The QR code of a try, to scan or to save."""
    attempt, _targets = of_link(opened_by(request, token), attempt_ref)
    return csp.token_page(qr.picture(attempt), has_form=False)


def of_link(opened: OpenedLink, attempt_ref: str) -> tuple[Attempt, tuple[str, ...]]:
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
        proof=reverse("home:attempt_proof", args=[token, ref]),
        ask=reverse("home:attempt_person", args=[token, ref]),
        report=reverse("home:attempt_report", args=[token, ref]),
    )
