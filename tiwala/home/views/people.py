"""Who else may open this customer's things: seen, invited, changed, taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.customers.actions.change_access import change_access
from tiwala.customers.actions.invite_person import PersonInvited, invite_person
from tiwala.customers.actions.resend_invitation import resend_invitation
from tiwala.customers.actions.take_access import take_access
from tiwala.customers.actions.withdraw_invitation import withdraw_invitation
from tiwala.customers.people import access_of, people_of
from tiwala.home import whose
from tiwala.home.forms import LEVELS
from tiwala.home.pages import page
from tiwala.identity.models import Invitation
from tiwala.kit.errors import BadInput, NotAllowed, NotFound, Refusal
from tiwala.kit.policy import actor_of, customer_only

FIELDS = ("name", "email", "level", "language")
LETTERS_MAX = 200
LANGUAGES = (("en", "English"), ("fil", "Filipino"))


@customer_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with access, and who is invited; who does not manage sees their own line."""
    here = whose.here(request)
    return page(request, "home/people.html", here=here, people=people_of(here.ref, by=actor_of(request)))


@customer_only(needs="manages", factor=True, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail; the same answer for every address."""
    here, status, refusal = whose.here(request), 200, None
    typed = {name: request.POST.get(name, "")[:LETTERS_MAX] for name in FIELDS}
    if request.method == "POST":
        try:
            invite_person(here.ref, person=PersonInvited(**typed), by=actor_of(request))
        except (NotFound, NotAllowed):
            raise
        except Refusal as refused:
            refusal, status = refused, refused.status
        else:
            messages.success(request, _("Invited. The letter with the link is on its way to %(email)s.") % typed)
            return redirect("home:people")
    words: dict[str, Any] = {
        "values": typed,
        "wrong": _fields(refusal),
        "refused": refusal,
        "levels": LEVELS,
        "languages": LANGUAGES,
    }
    return page(request, "home/person_new.html", here=here, status=status, **words)


@customer_only(needs="manages", factor=True, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, access_ref: str) -> HttpResponse:
    """One person: let them do more or less."""
    access = access_of(access_ref, by=actor_of(request))
    if request.method == "POST":
        level = request.POST.get("level", "")[:8]
        return _done(request, lambda: change_access(access.pk, level=level, by=actor_of(request)), _("Saved."))
    facts: dict[str, Any] = {"access": access, "person": access.user, "levels": LEVELS}
    return page(request, "home/person.html", here=whose.here(request), **facts)


@customer_only(needs="manages", factor=True, step_up=True)
@require_POST
def remove(request: HttpRequest, access_ref: str) -> HttpResponse:
    """Take somebody's access away, from their next click on."""
    access = access_of(access_ref, by=actor_of(request))
    return _done(request, lambda: take_access(access.pk, by=actor_of(request)), _("The access is taken away."))


@customer_only(step_up=True)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give up one's own access."""
    me = people_of(whose.here(request).ref, by=actor_of(request)).me
    assert me is not None, "whoever is here has access"
    access = access_of(me.ref, by=actor_of(request))
    return _done(request, lambda: take_access(access.pk, by=actor_of(request)), _("You gave up your access."))


@customer_only(needs="manages")
@require_POST
def resend(request: HttpRequest, invitation_ref: str) -> HttpResponse:
    """Send an invitation again; the old link ends."""
    found = Invitation.objects.visible_to(actor_of(request)).by_public_id(invitation_ref)
    words = _("Sent again. The old link no longer works.")
    return _done(request, lambda: resend_invitation(found.pk, by=actor_of(request)), words)


@customer_only(needs="manages")
@require_POST
def withdraw(request: HttpRequest, invitation_ref: str) -> HttpResponse:
    """Take an invitation back."""
    found = Invitation.objects.visible_to(actor_of(request)).by_public_id(invitation_ref)
    return _done(
        request, lambda: withdraw_invitation(found.pk, by=actor_of(request)), _("The invitation is withdrawn.")
    )


def _done(request: HttpRequest, run: Callable[[], object], words: str) -> HttpResponse:
    """Do it, say so, and go back to the list; what the house refuses for now is said there. 404 and 403 are pages."""
    try:
        run()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, words)
    return redirect("home:people")


def _fields(refusal: Refusal | None) -> dict[str, str]:
    return refusal.fields if isinstance(refusal, BadInput) else {}
