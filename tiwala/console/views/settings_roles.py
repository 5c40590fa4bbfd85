"""Settings: roles, those built in and those the business made; and who may do what, laid side by side."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.approvals.models import Proposal
from tiwala.console.asking import waits
from tiwala.console.chips import chips
from tiwala.console.exporting import export_list
from tiwala.console.forming import FormPage, do, form_page
from tiwala.console.forms.settings import RoleForm
from tiwala.console.queries.who_may_what import Matrix, by_person, by_role, role_line
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.identity.actions.change_role import change_role
from tiwala.identity.actions.make_role import make_role
from tiwala.identity.actions.retire_role import retire_role
from tiwala.identity.models import CustomRole, RoleGrant
from tiwala.identity.roles import every_role
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])
SIDES = (("", gettext_lazy("By role")), ("people", gettext_lazy("By person")))


@staff("settings.view")
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role: what it is for, how much it may, how many people hold it."""
    grants = RoleGrant.objects.filter(user__is_active=True).order_by()
    held = {
        (role, made): count
        for role, made, count in grants.values_list("role", "custom_role_id").annotate(count=Count("pk"))
    }
    rows = [
        {
            "role": role,
            "line": role_line(role),
            "held_by": held.get(("", role.custom.pk) if role.custom else (role.ref, None), 0),
        }
        for role in every_role()
    ]
    return render(request, "console/roles.html", {"tabs": tabs(request), "rows": rows})


@staff("role.manage", step_up=True)
@FORM
def role_new(request: HttpRequest) -> HttpResponse:
    """Make a role of one's own."""
    form = RoleForm(request.POST or None)
    page = FormPage(
        heading=_("New role"),
        submit=_("Make the role"),
        done=_("The role is there. Give it to somebody on their page."),
        story=_("Nobody holds it yet."),
        **around("console:roles", _("Roles")),
    )

    def run() -> str:
        make_role(form.facts(), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("role.manage", step_up=True)
@FORM
def role_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what a role is called and may do."""
    role = _living(request, ref)
    now = {"name": role.name, "about": role.about, "permissions": sorted(role.held)}
    form = RoleForm(request.POST or None, initial=now)
    page = FormPage(
        heading=role.name,
        submit=_("Keep"),
        template="console/role.html",
        **around("console:roles", _("Roles")),
    )

    def run() -> str:
        why = form.cleaned_data["reason"]
        made = change_role(role.pk, facts=form.facts(), by=actor_of(request), reason=why, key=form.key_text)
        if isinstance(made, Proposal):
            return waits(request, made)
        messages.success(request, _("Kept. It counts at the next click of everybody who holds the role."))
        return page.back

    return form_page(request, form=form, page=page, run=run, ref=ref)


@staff("role.manage", step_up=True)
@require_POST
def role_retire(request: HttpRequest, ref: str) -> HttpResponse:
    """Nobody holds it any more."""
    role: CustomRole = CustomRole.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: retire_role(role.pk, by=actor_of(request)),
        done=_("The role is retired. Nobody holds it any more."),
        back=reverse("console:roles"),
    )


@staff("settings.view")
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Permissions beside roles, or beside people."""
    facts = {"matrix": _matrix(request), "chips": chips(request, name="of", choices=SIDES)}
    return render(request, "console/matrix.html", facts)


@staff("settings.view", step_up=True)
@require_POST
def matrix_export(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    found = _matrix(request)
    head = [_("What"), _("Permission"), *found.columns]
    return export_list("who-may-what", head=head, rows=found.cells(), by=actor_of(request))


def _matrix(request: HttpRequest) -> Matrix:
    return by_person() if request.GET.get("of") == "people" else by_role()


def _living(request: HttpRequest, ref: str) -> CustomRole:
    found: CustomRole = CustomRole.objects.living().visible_to(actor_of(request)).by_public_id(ref)
    return found
