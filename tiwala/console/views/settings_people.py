"""Settings: who works here and as what."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.console.forming import FormPage, do, form_page, scope_of
from tiwala.console.forms.settings import StaffForm
from tiwala.console.inviting import invite_by_letter
from tiwala.console.queries.who_may_what import names_of, role_line
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.identity.actions.grant_role import grant_role
from tiwala.identity.actions.invite import InvitationFacts
from tiwala.identity.actions.revoke_role import revoke_role
from tiwala.identity.models import Invitation, User
from tiwala.identity.roles import every_role
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
    invited = Invitation.objects.filter(kind="staff", accepted_at=None, expires_at__gt=clock.now()).order_by("-id")[:50]
    return render(request, "console/people.html", {"tabs": tabs(request), "rows": rows, "invited": invited})


@staff("settings.edit", step_up=True)
@FORM
def person_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody to work here, by a letter with a one-time link."""
    form = StaffForm(request.POST or None)
    page = FormPage(
        heading=_("Invite somebody"),
        submit=_("Send the invitation"),
        done=_("The invitation is in the outbox."),
        story=_("You can give at most what you hold yourself. The link works once, for 3 days."),
        **around("console:people", _("People")),
    )

    def run() -> str:
        good = form.cleaned_data
        facts = InvitationFacts(good["name"], good["email"], language=good["language"], role=good["role"])
        once(scope_of(request), form.key_text, fingerprint(good["email"], good["role"]), _invited(facts, request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


def _invited(facts: InvitationFacts, request: HttpRequest) -> Callable[[], Answer]:
    def run() -> Answer:
        invite_by_letter(facts, by=actor_of(request))
        return Answer(303)

    return run


@staff("role.manage", step_up=True)
@FORM
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """One person's roles: given and taken one at a time."""
    user: User = User.objects.filter(kind="staff").visible_to(actor_of(request)).by_public_id(ref)
    if request.method == "POST":
        role, give = request.POST.get("role", ""), request.POST.get("to") == "give"
        verb = grant_role if give else revoke_role
        return do(
            request,
            run=lambda: verb(user.pk, role=role, by=actor_of(request)),
            done=_("Given.") if give else _("Taken away. It counts at their next click."),
            back=reverse("console:person", args=[ref]),
        )
    held = {grant.ref for grant in user.role_grants.select_related("custom_role")}
    rows = [{"role": role.ref, "words": role_line(role), "is_held": role.ref in held} for role in every_role()]
    return render(request, "console/person.html", {"person": user, "ref": ref, "rows": rows})
