"""The page behind an invitation's link."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tiwala.identity.actions.accept_invitation import accept_invitation, open_invitation
from tiwala.identity.forms import AcceptInvitationForm
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.views import joining
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, anyone
from tiwala.ui.csp import token_page


@anyone
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is invited, take a password, open the account and sign in."""
    refuse_too_many(request)
    invitation = open_invitation(token)
    if joining.is_for_an_account(request, invitation):
        return joining.join(request, token, invitation)
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
    facts = {"form": form, "name": invitation.name, "email": invitation.email, "is_staff": invitation.kind == "staff"}
    return token_page(render(request, "identity/invitation.html", facts, status=422 if form.errors else 200))
