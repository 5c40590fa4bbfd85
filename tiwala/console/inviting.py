"""Invite somebody to work here, and write them the letter with the one-time link."""

from __future__ import annotations

from django.urls import reverse

from tiwala.business.queries import profile_facts
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts
from tiwala.notify.models import Letter

KIND = "console.invitation"


def invite_by_letter(facts: InvitationFacts, *, by: Actor) -> Letter:
    """The token goes into a sealed letter to that mailbox and nowhere else; the same answer for every address."""
    invitation, token = invite(facts, by=by)
    link = conf.outside.base_url + reverse("account_invitation", args=[token])
    return _write(facts, link, days=(invitation.expires_at - invitation.created_at).days, by=by)


@action
def _write(facts: InvitationFacts, link: str, *, days: int, by: Actor) -> Letter:
    seller = profile_facts()
    context = {
        "business_name": seller.name,
        "registered_name": seller.registered_name,
        "business_address": seller.address,
        "support_email": seller.email,
        "support_phone": seller.phone,
        "customer_first_name": facts.name.split(maxsplit=1)[0] if facts.name.strip() else "",
        "invitation_url": link,
        "days": days,
    }
    letter = LetterFacts(
        kind=KIND,
        language=facts.language,
        to_name=facts.name,
        to_email=facts.email,
        key_owner="business",
        context=context,
    )
    return send_letter(letter, by=by)
