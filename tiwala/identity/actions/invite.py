"""Invite a person: staff with a role, or somebody who may open a customer's things."""

from __future__ import annotations

from tiwala.identity.invitations import InvitationFacts, new_invitation
from tiwala.identity.models import Invitation
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

__all__ = ["InvitationFacts", "invite"]


@action
def invite(facts: InvitationFacts, *, by: Actor) -> tuple[Invitation, str]:
    """A one-time link's row and its token, which is kept nowhere: send it to that mailbox and to nobody else.

    The same answer whether or not somebody signs in with the address already. NotYoursToGive, BadInput. A person
    invites staff only with a second one (ask_to_invite): SecondPersonNeeded.
    """
    return new_invitation(facts, by=by)
