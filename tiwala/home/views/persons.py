"""A payer whose try was not sent asks that a person look at it: under a pay link, or signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tiwala.fraud.actions.ask_for_review import ask_for_review
from tiwala.home.guest import guest, opened_by
from tiwala.home.views import attempts, payments
from tiwala.kit.actor import Actor
from tiwala.kit.policy import actor_of, anyone, customer_only
from tiwala.payments.models import Attempt
from tiwala.payments.states import AttemptState


@anyone
@require_POST
def by_link(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """Ask for a person, once; the page then says that one will look."""
    opened = opened_by(request, token)
    attempt, _targets = attempts.of_link(opened, attempt_ref)
    _ask(attempt, by=guest(request, opened))
    return redirect(f"{reverse('home:attempt', args=[token, attempt.public_id])}#standing")


@customer_only
@require_POST
def own(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """The same for a payment of mine."""
    attempt, _targets = payments.own(request, attempt_ref)
    _ask(attempt, by=actor_of(request))
    return redirect(f"{reverse('home:payment', args=[attempt.public_id])}#standing")


def _ask(attempt: Attempt, *, by: Actor) -> None:
    """Only what was refused needs a person; of anything else there is nothing to ask."""
    if attempt.state == AttemptState.BLOCKED:
        ask_for_review(attempt.payment.public_id, by=by)
