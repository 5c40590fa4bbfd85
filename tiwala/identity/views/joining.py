"""The page behind an invitation's link for who has an account, or is signed in with another one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tiwala.identity.actions.accept_access import accept_access
from tiwala.identity.models import Invitation, Level, User, UserKind
from tiwala.identity.queries import email_of, user_with_email
from tiwala.kit.policy import CUSTOMER_CHOICE, actor_of
from tiwala.ui.csp import token_page


def is_for_an_account(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether there is an account to accept with, or another one to sign out of first."""
    if actor_of(request).kind == "person":
        return True
    return invitation.kind == UserKind.CUSTOMER and user_with_email(invitation.email) is not None


def join(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Signed in with that address: accept. Not signed in: sign in and come back. As somebody else: sign out first."""
    owner, me = user_with_email(invitation.email), request.user
    is_mine = isinstance(me, User) and owner == me
    if request.method == "POST" and is_mine:
        access = accept_access(token, by=actor_of(request))
        request.session[CUSTOMER_CHOICE] = access.customer_ref
        messages.success(request, _("Welcome. You now see these invoices too."))
        return redirect("/home/")
    facts = {
        "invitation": invitation,
        "level": Level(invitation.level).label if invitation.level else "",
        "is_mine": is_mine,
        "me": email_of(me) if isinstance(me, User) else "",
        "here": request.path,
    }
    status = 409 if request.method == "POST" else 200
    return token_page(render(request, "identity/joining.html", facts, status=status))
