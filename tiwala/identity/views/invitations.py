"""The page behind an invitation's link."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tiwala.identity import invited_passkey, relying_party, shown_once
from tiwala.identity.actions.accept_invitation import NamedPasskey, accept_invitation, open_invitation
from tiwala.identity.devices import suggested_name
from tiwala.identity.forms import AcceptInvitationForm
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.models import Invitation
from tiwala.identity.views import joining
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, anyone
from tiwala.ui.csp import token_page


@anyone
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is invited, take a passkey or a password, open the account and sign in."""
    refuse_too_many(request, action="invitation")
    invitation = open_invitation(token)
    if joining.is_for_an_account(request, invitation):
        return joining.join(request, token, invitation)
    if request.method == "POST" and "credential" in request.POST:
        return _by_passkey(request, token, invitation)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(token, password=form.cleaned_data["password"], by=actor_of(request))
        except BadInput as refusal:
            form.add_error("password", refusal.fields.get("password", refusal.text))
        else:
            login = Login(user=user, email=invitation.email)
            answer: HttpResponse = perform_password_login(request, {"email": invitation.email}, login)
            return answer
    return _page(request, token, invitation, form=form)


def _by_passkey(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    try:
        made = invited_passkey.read(request, request.POST["credential"], token=token)
        passkey = NamedPasskey(made, suggested_name(request.headers.get("User-Agent", "")))
        user = accept_invitation(token, passkey=passkey, by=actor_of(request))
    except BadInput as refusal:
        return _page(request, token, invitation, form=AcceptInvitationForm(), said=refusal.text)
    shown_once.make_first(request, user)
    login = Login(user=user, redirect_url=reverse("mfa_view_recovery_codes"))
    answer: HttpResponse = perform_passwordless_login(request, user.passkeys.get().authenticator, login)
    return answer


def _page(
    request: HttpRequest, token: str, invitation: Invitation, *, form: AcceptInvitationForm, said: str = ""
) -> HttpResponse:
    facts = {
        "form": form,
        "name": invitation.name,
        "email": invitation.email,
        "is_staff": invitation.kind == "staff",
        "token": token,
        "said": said,
        "why_impossible": relying_party.why_impossible(),
    }
    status = 422 if form.errors or said else 200
    return token_page(render(request, "identity/invitation.html", facts, status=status))
