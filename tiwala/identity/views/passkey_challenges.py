"""Where pages fetch what they hand to navigator.credentials: JSON, by POST, good once."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import get_pending_stage
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tiwala.identity import relying_party
from tiwala.identity.actions.accept_invitation import open_invitation
from tiwala.identity.invited_passkey import ask_to_make as ask_invited
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.models import User
from tiwala.identity.passkey_proofs import ask_to_make, ask_to_sign_in, ask_to_use
from tiwala.kit.policy import anyone, before_second_step

_EMAIL_LETTERS = 254


@anyone
@never_cache
@require_POST
def for_guest(request: HttpRequest, purpose: str) -> JsonResponse:
    """To sign in, with or without an address; or in the midst of signing in or up, for whom the session knows."""
    refuse_too_many(request, action="passkey_challenge")
    if purpose == "sign_in":
        return _answer(ask_to_sign_in(request, email=request.POST.get("login", "")[:_EMAIL_LETTERS]))
    stage = get_pending_stage(request)
    wanted = {"second_step": "mfa_authenticate", "sign_up": "mfa_signup_webauthn"}.get(purpose)
    if stage is None or stage.urlname != wanted or not isinstance(stage.login.user, User):
        raise Http404
    if purpose == "sign_up":
        return _answer(ask_to_make(request, purpose="sign_up", owner=stage.login.user))
    return _answer(ask_to_use(request, purpose="second_step", owner=stage.login.user))


@before_second_step
@never_cache
@require_POST
def for_owner(request: HttpRequest, purpose: str) -> JsonResponse:
    """To add one more passkey, or to prove it again."""
    refuse_too_many(request, action="passkey_challenge")
    assert isinstance(request.user, User)
    if purpose == "add":
        return _answer(ask_to_make(request, purpose="add", owner=request.user))
    if purpose == "step_up":
        return _answer(ask_to_use(request, purpose="step_up", owner=request.user))
    raise Http404


@anyone
@never_cache
@require_POST
def for_invited(request: HttpRequest, token: str) -> JsonResponse:
    """To make the first passkey of somebody who has no account yet."""
    refuse_too_many(request, action="passkey_challenge")
    return _answer(ask_invited(request, token=token, invitation=open_invitation(token)))


def _answer(options: dict[str, Any]) -> JsonResponse:
    if relying_party.why_impossible():
        raise Http404
    return JsonResponse({"options": options})
