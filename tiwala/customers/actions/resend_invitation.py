"""Send an invitation again, with a new link."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_manage
from tiwala.customers.inviting import write_invitation
from tiwala.identity.invitations import fresh_link
from tiwala.identity.models import Invitation
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def resend_invitation(invitation_id: UUID, *, by: Actor) -> Invitation:
    """The link sent before leads nowhere from now on. InvitationGone once accepted or withdrawn; AccessTooLow."""
    invitation: Invitation = Invitation.objects.locked(invitation_id)
    must_manage(invitation.customer_ref, by=by)
    token = fresh_link(invitation)
    write_invitation(invitation, token, by=by)
    record("user:invite", invitation.customer_ref, by=by, kind=invitation.kind, again=True)
    return invitation
