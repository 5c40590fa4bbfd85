"""In by passkey: signing in with one, and signing up with one."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.stages import PasskeySignupStage
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tiwala.identity import allauth_hooks
from tiwala.identity.actions.add_passkey import add_passkey
from tiwala.identity.factor_news import told_of_new_passkey
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.models import Passkey
from tiwala.identity.passkey_proofs import prove, read_made
from tiwala.kit.errors import Refusal
from tiwala.kit.policy import View, actor_of, anyone


@anyone
@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """In with a passkey; one that did not verify the person, or may have been copied, is only the first step."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    refuse_too_many(request, action="passkey_sign_in")
    try:
        proof = prove(request, request.POST.get("credential", ""), purpose="sign_in")
    except Refusal as refusal:
        allauth_hooks.note_failed_passkey(request)
        get_adapter(request).add_message(request, messages.ERROR, message=refusal.text)
        return redirect(passthrough_next_redirect_url(request, reverse("account_login"), "next"))
    login = Login(user=proof.user, redirect_url=get_next_redirect_url(request))
    if proof.stands_alone:
        answer: HttpResponse = perform_passwordless_login(request, proof.authenticator, login)
        return answer
    post_authentication(request, proof.authenticator)
    return perform_login(request, login)  # type: ignore[no-any-return]


def _at_its_stage(view: View) -> View:
    door: View = login_stage_required(stage=PasskeySignupStage.key, redirect_urlname="account_signup")(view)
    return door


@anyone
@_at_its_stage
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The passkey of somebody who signs up with one instead of a password; the address is confirmed by now."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 -- allauth's way to hand it over
    said = ""
    if request.method == "POST":
        try:
            made = read_made(request, request.POST.get("credential", ""), purpose="sign_up", owner=stage.login.user)
            passkey: Passkey = add_passkey(stage.login.user.pk, made=made, name="", by=actor_of(request))
        except Refusal as refusal:
            said = refusal.text
        else:
            stage.login.redirect_url = reverse(told_of_new_passkey(request, passkey))
            stage.login.user.refresh_from_db()  # a new factor moved on what sessions are tied to
            post_authentication(request, passkey.authenticator, passwordless=True)
            answer: HttpResponse = stage.exit()
            return answer
    return render(request, "mfa/webauthn/signup_form.html", {"said": said}, status=422 if said else 200)
