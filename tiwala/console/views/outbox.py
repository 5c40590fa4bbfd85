"""The outbox: every letter, as it was written, and how it left."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tiwala.console import inviting
from tiwala.console.chips import chips
from tiwala.console.forming import do
from tiwala.console.paging import page_of
from tiwala.customers import letters
from tiwala.kit import fields
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotAllowed
from tiwala.kit.policy import actor_of, staff
from tiwala.notify import queries
from tiwala.notify.actions.send_again import send_again
from tiwala.notify.facts import OpenLetter
from tiwala.notify.models import Letter
from tiwala.notify.states import LetterState
from tiwala.ui.csp import allow_own_frame, letter_page

STATES: Final = (
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting")),
    ("sent", gettext_lazy("Sent")),
    ("failed", gettext_lazy("Given up")),
)
SECRET_KINDS: Final = ("identity.account", inviting.KIND, letters.INVITATION)
"""Letters that hold a code or a way in: their words are for their reader alone."""


@staff("outbox.view")
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All letters, newest first."""
    state = request.GET.get("state", "")
    found = queries.letters(by=actor_of(request), state=state if state in set(LetterState) else "")
    page = page_of(found.defer("body_text", "body_html"), request)
    fields.preload(page.rows)
    facts = {
        "page_of": page,
        "chips": chips(request, name="state", choices=STATES),
        "health": queries.health(),
    }
    return render(request, "console/outbox.html", facts)


@staff("outbox.view")
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """One letter: to whom, how it left, its words."""
    actor = actor_of(request)
    found = queries.open_letter(ref, by=actor)
    facts = {"letter": found, "ref": ref, "is_secret": not _may_read(found, actor)}
    return allow_own_frame(render(request, "console/letter.html", facts))


@staff("outbox.view")
@require_safe
def as_page(request: HttpRequest, ref: str) -> HttpResponse:
    """The letter's HTML alone, under a policy in which nothing of it can run, load or send."""
    actor = actor_of(request)
    found = queries.open_letter(ref, by=actor)
    if not _may_read(found, actor):
        raise NotAllowed(letter=ref)
    return letter_page(HttpResponse(found.body_html), in_own_frame=True)


@staff("invoice.send")
@require_POST
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a letter that was given up another round of tries."""
    found = Letter.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: send_again(found.pk, by=actor_of(request)),
        done=_("It is back in the outbox."),
        back=reverse("console:letter", args=[ref]),
    )


def _may_read(found: OpenLetter, actor: Actor) -> bool:
    """Codes and invitations open accounts: shown only to those who run the house, in a trial without a mail server.

    With a server they reach their reader, and nobody else has a reason to read them.
    """
    if found.kind not in SECRET_KINDS:
        return True
    return conf.ops.mode != "live" and not conf.mail.smtp_url and actor.may("settings.edit")
