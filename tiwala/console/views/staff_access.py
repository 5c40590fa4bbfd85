"""A member of staff who is locked out, switched off or leaves; and invitations that nobody took up yet."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.base import ReasonForm
from tiwala.console.inviting import invite_again
from tiwala.console.views.settings_tabs import around
from tiwala.identity.actions.end_sessions import end_sessions
from tiwala.identity.actions.end_staff import end_staff
from tiwala.identity.actions.switch_on_staff import switch_on_staff
from tiwala.identity.actions.unlock_person import unlock_person
from tiwala.identity.actions.withdraw_staff_invitation import withdraw_staff_invitation
from tiwala.identity.models import Invitation, User
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("role.manage", step_up=True)
@FORM
def unlock(request: HttpRequest, ref: str) -> HttpResponse:
    """Too many wrong tries: let them try again, after making sure who asks."""
    user = _person(request, ref)
    page = FormPage(
        heading=_("Unlock %(name)s") % {"name": user.name},
        submit=_("Unlock"),
        done=_("They can try again."),
        story=_("Call them on a number you know. Write down how you recognised them."),
        **_way(user),
    )
    return _with_reason(request, page, lambda why: unlock_person(user.pk, reason=why, by=actor_of(request)))


@staff("role.manage", step_up=True)
@FORM
def switch_on(request: HttpRequest, ref: str) -> HttpResponse:
    """Nobody used the account for long; now it is needed again."""
    user = _person(request, ref)
    page = FormPage(
        heading=_("Switch %(name)s on again") % {"name": user.name},
        submit=_("Switch on"),
        done=_("They can sign in again."),
        story=_("They sign in with what they had. It goes off again when nobody uses it."),
        **_way(user),
    )
    return _with_reason(request, page, lambda why: switch_on_staff(user.pk, reason=why, by=actor_of(request)))


@staff("role.manage", step_up=True)
@FORM
def leave(request: HttpRequest, ref: str) -> HttpResponse:
    """They no longer work here: everything that let them in ends at once."""
    user = _person(request, ref)
    page = FormPage(
        heading=_("%(name)s leaves the business") % {"name": user.name},
        submit=_("End their access"),
        done=_("Their access has ended."),
        story=_(
            "Every session, passkey, code, API key, role and open invitation of theirs ends at once, for good. "
            "Their name stays in the audit trail. Who comes back is invited anew."
        ),
        tone="danger",
        **_way(user),
    )
    return _with_reason(request, page, lambda why: end_staff(user.pk, reason=why, by=actor_of(request)))


@staff("role.manage", step_up=True)
@require_POST
def sign_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Out on every device, such as when one was lost; they may sign in again."""
    user = _person(request, ref)
    return do(
        request,
        run=lambda: end_sessions(user.pk, by=actor_of(request)),
        done=_("They are signed out everywhere."),
        back=reverse("console:person", args=[user.public_id]),
    )


@staff("settings.edit", step_up=True)
@require_POST
def invitation_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Send it again; the old link ends."""
    found = Invitation.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: invite_again(found.pk, by=actor_of(request)),
        done=_("Sent again. The old link no longer works."),
        back=reverse("console:people"),
    )


@staff("settings.edit")
@require_POST
def invitation_withdrawn(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it back."""
    found = Invitation.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: withdraw_staff_invitation(found.pk, by=actor_of(request)),
        done=_("The invitation is withdrawn."),
        back=reverse("console:people"),
    )


def _person(request: HttpRequest, ref: str) -> User:
    found: User = User.objects.filter(kind="staff").visible_to(actor_of(request)).by_public_id(ref)
    return found


def _way(user: User) -> Around:
    way = around("console:people", _("People"))
    url = reverse("console:person", args=[user.public_id])
    return {"back": way["back"], "crumbs": (*way["crumbs"], Crumb(label=str(user.name), url=url))}


def _with_reason(request: HttpRequest, page: FormPage, verb: Callable[[str], object]) -> HttpResponse:
    form = ReasonForm(request.POST or None)

    def run() -> str:
        verb(form.cleaned_data["reason"])
        return page.back

    return form_page(request, form=form, page=page, run=run)
