"""Take back an invitation to work here."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.invitations import withdraw
from tiwala.identity.models import Invitation, UserKind
from tiwala.identity.refusals import InvitationGone
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def withdraw_staff_invitation(invitation_id: UUID, *, by: Actor) -> Invitation:
    """Its link leads nowhere from now on. Twice changes nothing; InvitationGone once it was taken up."""
    invitation: Invitation = Invitation.objects.locked(invitation_id)
    if invitation.kind != UserKind.STAFF:
        raise InvitationGone
    if withdraw(invitation):
        record("user:withdraw_invitation", invitation.public_id, by=by, role=invitation.role)
    return invitation
