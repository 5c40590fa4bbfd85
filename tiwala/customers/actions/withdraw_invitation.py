"""Take an invitation back before it is accepted."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_manage
from tiwala.identity.invitations import withdraw
from tiwala.identity.models import Invitation
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def withdraw_invitation(invitation_id: UUID, *, by: Actor) -> Invitation:
    """The link leads nowhere from now on; again changes nothing. InvitationGone once accepted; AccessTooLow."""
    invitation: Invitation = Invitation.objects.locked(invitation_id)
    must_manage(invitation.customer_ref, by=by)
    if withdraw(invitation):
        record("user:withdraw_invitation", invitation.customer_ref, by=by, kind=invitation.kind)
    return invitation
