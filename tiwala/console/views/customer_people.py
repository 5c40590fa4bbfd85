"""Who signs in for a customer: invited, changed, taken away, on their behalf."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.forming import Around, Crumb, FormPage, do, form_page, scope_of
from tiwala.console.forms.customers import HelpBackForm, InviteForm, LevelForm
from tiwala.customers import queries
from tiwala.customers.actions.change_access import change_access
from tiwala.customers.actions.invite_person import PersonInvited, invite_person
from tiwala.customers.actions.resend_invitation import resend_invitation
from tiwala.customers.actions.take_access import take_access
from tiwala.customers.actions.withdraw_invitation import withdraw_invitation
from tiwala.customers.models import Customer
from tiwala.customers.people import access_of, people_of
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.identity.actions.help_back import help_back
from tiwala.identity.models import Invitation
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("customer.view")
@require_safe
def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Everybody with access, and who is invited."""
    actor = actor_of(request)
    card = queries.card(queries.by_ref(ref, by=actor))
    facts = {"card": card, "ref": ref, "people": people_of(ref, by=actor), "name": card.name}
    return render(request, "console/customer_people.html", facts)


@staff("customer.edit")
@FORM
def invite(request: HttpRequest, ref: str) -> HttpResponse:
    """Let somebody sign in for this customer: they get a letter with a one-time link."""
    found = queries.by_ref(ref, by=actor_of(request))
    card = queries.card(found)
    form = InviteForm(request.POST or None, initial={"name": card.name}, known=card.email)
    page = FormPage(
        heading=_("Invite to sign in"),
        submit=_("Send the invitation"),
        done=_("The invitation is in the outbox."),
        story=_("They open an account of their own, or accept with the one they have. The link works once."),
        **_around(found),
    )

    def send() -> Answer:
        good = form.cleaned_data
        invited = PersonInvited(good["name"], good["email"] or card.email, good["level"], language=card.language)
        invite_person(ref, person=invited, by=actor_of(request))
        return Answer(303)

    def run() -> str:
        good = form.cleaned_data
        once(scope_of(request), form.key_text, fingerprint(good["email"], good["level"]), send)
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("customer.edit", step_up=True)
@FORM
def change(request: HttpRequest, ref: str, access_ref: str) -> HttpResponse:
    """Let one of them do more or less."""
    found = queries.by_ref(ref, by=actor_of(request))
    access = access_of(access_ref, by=actor_of(request))
    if access.customer_ref != ref:
        raise NotFound(wanted="acs")
    form = LevelForm(request.POST or None, initial={"level": access.level})
    page = FormPage(heading=access.user.name, submit=_("Keep"), done=_("Changed."), **_around(found))

    def run() -> str:
        change_access(access.pk, level=form.cleaned_data["level"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("customer.edit", step_up=True)
@FORM
def help_in(request: HttpRequest, ref: str, access_ref: str) -> HttpResponse:
    """Somebody lost every second factor: help them back in, after making sure who is asking."""
    found = queries.by_ref(ref, by=actor_of(request))
    access = access_of(access_ref, by=actor_of(request))
    if access.customer_ref != ref:
        raise NotFound(wanted="acs")
    form = HelpBackForm(request.POST or None)
    page = FormPage(
        heading=_("Help %(name)s back in") % {"name": access.user.name},
        submit=_("I made sure: help them back in"),
        done=_("It waits now. Every address of theirs was told, and can stop it."),
        story=_(
            "After at least a day of waiting their second step is taken off. They then sign in and set up a new one."
        ),
        tone="danger",
        **_around(found),
    )

    def run() -> str:
        help_back(access.user_id, how_checked=form.cleaned_data["how_checked"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("customer.edit", step_up=True)
@require_POST
def remove(request: HttpRequest, ref: str, access_ref: str) -> HttpResponse:
    """Take somebody's access away; the last who manages, too."""
    access = access_of(access_ref, by=actor_of(request))
    return do(
        request,
        run=lambda: take_access(access.pk, by=actor_of(request)),
        done=_("Taken away. It counts at their next click."),
        back=reverse("console:customer_people", args=[ref]),
    )


@staff("customer.edit")
@require_POST
def resend(request: HttpRequest, ref: str, invitation_ref: str) -> HttpResponse:
    """Send an invitation again; the old link ends."""
    found = Invitation.objects.visible_to(actor_of(request)).by_public_id(invitation_ref)
    return do(
        request,
        run=lambda: resend_invitation(found.pk, by=actor_of(request)),
        done=_("Sent again. The old link no longer works."),
        back=reverse("console:customer_people", args=[ref]),
    )


@staff("customer.edit")
@require_POST
def withdraw(request: HttpRequest, ref: str, invitation_ref: str) -> HttpResponse:
    """Take an invitation back."""
    found = Invitation.objects.visible_to(actor_of(request)).by_public_id(invitation_ref)
    return do(
        request,
        run=lambda: withdraw_invitation(found.pk, by=actor_of(request)),
        done=_("The invitation is withdrawn."),
        back=reverse("console:customer_people", args=[ref]),
    )


def _around(found: Customer) -> Around:
    ref = found.public_id
    back = reverse("console:customer_people", args=[ref])
    crumbs = (
        Crumb(label=_("Customers"), url=reverse("console:customers")),
        Crumb(label=queries.card(found).name, url=reverse("console:customer", args=[ref])),
        Crumb(label=_("Signing in"), url=back),
    )
    return {"back": back, "crumbs": crumbs}
