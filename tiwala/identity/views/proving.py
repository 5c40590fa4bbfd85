"""Proving it again before something grave, and what to do when there is no second factor to prove it by."""

from __future__ import annotations

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.identity import relying_party, way_back
from tiwala.identity.queries import owns_factor
from tiwala.kit.policy import actor_of, before_second_step, signed_in


@before_second_step
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password; for the second factor where the session, or the door one comes from, stands on it."""
    wants_factor = actor_of(request).has_factor or request.GET.get("factor") == "1"
    if request.method != "POST" and wants_factor and owns_factor(request.user):  # type: ignore[arg-type]
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.GET.get('next', '')})}")
    answer: HttpResponseBase = account.reauthenticate(request)
    return answer


@before_second_step
@require_safe
def factor_needed(request: HttpRequest) -> HttpResponse:
    """Say why a second step is wanted, and remember the way back. To staff who showed none it is the one page open."""
    way_back.remember(request, request.GET.get("next", ""))
    actor = actor_of(request)
    if not actor.is_staff or actor.has_factor:
        return render(request, "identity/factor_needed.html")
    return render(request, "identity/second_step.html", {"has_passkeys": not relying_party.why_impossible()})


@signed_in
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Back to where the person was before the second step was set up."""
    url = way_back.way_back(request) or ("/console/" if actor_of(request).is_staff else "/home/")
    way_back.forget(request)
    return redirect(url)
