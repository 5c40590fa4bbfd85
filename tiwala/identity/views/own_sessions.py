"""Where a person is signed in, and how they end that."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tiwala.identity.actions.end_session import end_session
from tiwala.identity.actions.end_sessions import end_sessions
from tiwala.identity.queries import sessions_of
from tiwala.identity.step_up import row_of
from tiwala.kit.policy import actor_of, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def list_sessions(request: HttpRequest) -> HttpResponse:
    """All of them, this one marked; a POST ends all others."""
    here = row_of(request)
    assert here.user is not None, "the door let nobody in who is not signed in"
    if request.method == "POST":
        others = len(sessions_of(here.user)) - 1
        update_session_auth_hash(request, end_sessions(here.user.pk, by=actor_of(request), but=here))
        words = ngettext("%(count)d other session is over.", "%(count)d other sessions are over.", others)
        messages.success(request, words % {"count": others})
        return redirect("account_sessions")
    return render(request, "identity/sessions.html", {"sessions": sessions_of(here.user), "here": here})


@signed_in
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End one of them; this very one is signed out like by the button."""
    here = row_of(request)
    assert here.user is not None, "the door let nobody in who is not signed in"
    end_session(here.user.pk, ref=ref, by=actor_of(request))
    if ref == here.public_id:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("That session is over."))
    return redirect("account_sessions")
