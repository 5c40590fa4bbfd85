"""Invite somebody to work here, and write them the letter with the one-time link."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.business.queries import letter_head
from tiwala.customers.facts import first_word
from tiwala.identity.actions.ask_to_invite import approved_invitation
from tiwala.identity.invitations import InvitationFacts, fresh_link, new_invitation
from tiwala.identity.models import Invitation, UserKind
from tiwala.identity.roles import check_may_give, find_role
from tiwala.identity.rule_values import value_of
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts
from tiwala.notify.models import Letter

KIND = "console.invitation"


def invite_approved(frozen: Frozen, by: Actor) -> Done:
    """The invitation of an approved proposal, and its letter, in the same commit. A step."""
    facts = approved_invitation(frozen)
    invitation, token = new_invitation(facts, by=by, asker=frozen.asker)
    link = conf.outside.base_url + reverse("account_invitation", args=[token])
    letter = _letter(facts, link, days=(invitation.expires_at - invitation.created_at).days, by=by)
    return Done(letter.public_id)


@action
def invite_again(invitation_id: UUID, *, by: Actor) -> Letter:
    """The same invitation by another letter; the link sent before leads nowhere from now on. InvitationGone."""
    invitation: Invitation = Invitation.objects.filter(kind=UserKind.STAFF).locked(invitation_id)
    check_may_give(find_role(invitation.role).permissions, by=by)
    link = conf.outside.base_url + reverse("account_invitation", args=[fresh_link(invitation)])
    facts = InvitationFacts(invitation.name, invitation.email, language=invitation.language, role=invitation.role)
    letter = _letter(facts, link, days=value_of("staff_invitation_days"), by=by)
    record("user:invite", invitation.public_id, by=by, kind=invitation.kind, role=invitation.role, again=True)
    return letter


def _letter(facts: InvitationFacts, link: str, *, days: int, by: Actor) -> Letter:
    words = {"customer_first_name": first_word(facts.name), "invitation_url": link, "days": days}
    letter = LetterFacts(
        kind=KIND,
        language=facts.language,
        to_name=facts.name,
        to_email=facts.email,
        key_owner="business",
        context=letter_head() | words,
    )
    return send_letter(letter, by=by)
