"""Somebody says "I did not make this payment": by a pay link, or signed in. No proof is asked: nothing moves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tiwala.fraud.actions.report_payment import report_payment
from tiwala.fraud.facts import ReportFacts
from tiwala.home.guest import guest, opened_by
from tiwala.home.tries import may_report
from tiwala.home.views import attempts, payments
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, anyone, customer_only
from tiwala.payments.models import Attempt


@anyone
@require_POST
def by_link(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """Say so, once; the page then says that people look."""
    opened = opened_by(request, token)
    attempt, _targets = attempts.of_link(opened, attempt_ref)
    _report(attempt, by=guest(request, opened))
    return redirect(f"{reverse('home:attempt', args=[token, attempt.public_id])}#standing")


@customer_only
@require_POST
def own(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """The same of a payment of mine."""
    attempt, _targets = payments.own(request, attempt_ref)
    _report(attempt, by=actor_of(request))
    return redirect(f"{reverse('home:payment', args=[attempt.public_id])}#standing")


def _report(attempt: Attempt, *, by: Actor) -> None:
    """Only money that was taken by a gateway can have been taken without its owner."""
    if not may_report(attempt):
        raise NotFound(wanted="report")
    payment = attempt.payment
    report_payment(ReportFacts(payment.public_id, payment.customer_ref, attempt.amount), by=by)
