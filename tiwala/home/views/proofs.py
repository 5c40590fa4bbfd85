"""Where a payer shows that they sent money by hand: under a pay link, or signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tiwala.home.by_hand import ProofForm, read_proof
from tiwala.home.guest import guest, opened_by, reading
from tiwala.home.views import attempts, payments
from tiwala.kit.errors import NotAllowed, NotFound, Refusal
from tiwala.kit.policy import actor_of, anyone, customer_only
from tiwala.transfers.actions.send_proof import send_proof


@anyone
@require_POST
def by_link(request: HttpRequest, token: str, attempt_ref: str) -> HttpResponse:
    """Keep the proof of a transfer that pays this link's invoice; what is refused is said beside its field."""
    opened = opened_by(request, token)
    attempt, targets = attempts.of_link(opened, attempt_ref)
    with reading(request, opened):
        try:
            send_proof(read_proof(request, attempt), by=guest(request, opened))
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            form = ProofForm.refusing(request, refusal)
            return attempts.page_of(request, token, opened, attempts.Shown(attempt, targets, form))
    return redirect(f"{reverse('home:attempt', args=[token, attempt.public_id])}#standing")


@customer_only
@require_POST
def own(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """Keep the proof of my transfer."""
    attempt, targets = payments.own(request, attempt_ref)
    try:
        send_proof(read_proof(request, attempt), by=actor_of(request))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return payments.page_of(request, attempts.Shown(attempt, targets, ProofForm.refusing(request, refusal)))
    return redirect(f"{reverse('home:payment', args=[attempt.public_id])}#standing")
