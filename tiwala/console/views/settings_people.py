"""Settings: who works here and as what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.console.asking import waits
from tiwala.console.forming import FormPage, do, form_page
from tiwala.console.forms.settings import GiveRoleForm, StaffForm
from tiwala.console.queries.who_may_what import names_of, role_line
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.identity.actions.ask_for_role import ask_for_role
from tiwala.identity.actions.ask_to_invite import ask_to_invite
from tiwala.identity.actions.invite import InvitationFacts
from tiwala.identity.actions.revoke_role import revoke_role
from tiwala.identity.models import Invitation, User
from tiwala.identity.roles import every_role
from tiwala.identity.tries import is_locked
from tiwala.kit import clock, fields
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("settings.view")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, with their roles; whose invitation is still open."""
    found = list(User.objects.filter(kind="staff").prefetch_related("role_grants__custom_role").order_by("id"))
    fields.preload(found)
    rows = [{"user": one, "roles": names_of(one.role_grants.all())} for one in found]
    invited = list(Invitation.objects.filter(kind="staff", accepted_at=None, withdrawn_at=None).order_by("-id")[:50])
    facts = {"tabs": tabs(request), "rows": rows, "invited": invited, "now": clock.now()}
    return render(request, "console/people.html", facts)


@staff("settings.edit", step_up=True)
@FORM
def person_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody to work here, by a letter with a one-time link."""
    form = StaffForm(request.POST or None)
    page = FormPage(
        heading=_("Invite somebody"),
        submit=_("Ask for the invitation"),
        story=_("You can give at most what you hold yourself. A second person decides; then the letter leaves."),
        **around("console:people", _("People")),
    )

    def run() -> str:
        good = form.cleaned_data
        facts = InvitationFacts(good["name"], good["email"], language=good["language"], role=good["role"])
        made = ask_to_invite(facts, reason=good["reason"], key=form.key_text, by=actor_of(request))
        return waits(request, made)

    return form_page(request, form=form, page=page, run=run)


@staff("role.manage", step_up=True)
@FORM
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """One person's roles: taken at once, given with a second person's yes."""
    user: User = User.objects.filter(kind="staff").visible_to(actor_of(request)).by_public_id(ref)
    if request.method == "POST" and request.POST.get("to") == "take":
        return _take(request, user)
    held = {grant.ref for grant in user.role_grants.select_related("custom_role")}
    roles = every_role()
    rows = [{"role": role.ref, "words": role_line(role)} for role in roles if role.ref in held]
    form = GiveRoleForm(request.POST or None, roles=[(one.ref, role_line(one)) for one in roles if one.ref not in held])
    page = FormPage(
        heading=str(user.name),
        submit=_("Ask for it"),
        story=_("A second person decides. You can give at most what you hold yourself."),
        template="console/person.html",
        **around("console:people", _("People")),
    )

    def run() -> str:
        good = form.cleaned_data
        made = ask_for_role(user.pk, role=good["role"], reason=good["reason"], key=form.key_text, by=actor_of(request))
        return waits(request, made)

    more = {"person": user, "ref": ref, "rows": rows, "is_locked": is_locked(user)}
    return form_page(request, form=form, page=page, run=run, **more)


def _take(request: HttpRequest, user: User) -> HttpResponse:
    return do(
        request,
        run=lambda: revoke_role(user.pk, role=request.POST.get("role", ""), by=actor_of(request)),
        done=_("Taken away. It counts at their next click."),
        back=reverse("console:person", args=[user.public_id]),
    )
