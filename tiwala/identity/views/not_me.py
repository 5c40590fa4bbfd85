"""Saying "this was not me": from the list of sessions, or from a letter. A page asks first; only its button does it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.identity.actions.disown import disown
from tiwala.identity.letter_links import open_link
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.models import LinkPurpose
from tiwala.identity.queries import sessions_of
from tiwala.identity.step_up import row_of
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, anyone, signed_in
from tiwala.ui.csp import token_page


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def by_session(request: HttpRequest, ref: str) -> HttpResponse:
    """About one of one's own sessions."""
    here = row_of(request)
    assert here.user is not None, "the door let nobody in who is not signed in"
    about = next((one for one in sessions_of(here.user) if one.public_id == ref), None)
    if about is None:
        raise NotFound(wanted="ses")
    if request.method == "POST":
        disown(here.user.pk, by=actor_of(request))
        request.session.flush()
        return redirect("account_held")
    return render(request, "identity/not_me.html", {"about": about})


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """About what a letter told of. A machine that opens every link of a mail changes nothing."""
    refuse_too_many(request, action="invitation")
    link = open_link(token, purpose=LinkPurpose.NOT_ME)
    if request.method == "POST":
        disown(link.user_id, by=actor_of(request), link_id=link.pk)
        if row_of(request).user_id == link.user_id:
            request.session.flush()
        return redirect("account_held")
    return token_page(render(request, "identity/not_me.html"))


@anyone
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """What a locked account means, and how it opens again. Says nothing of anybody's account."""
    return render(request, "identity/held.html")
