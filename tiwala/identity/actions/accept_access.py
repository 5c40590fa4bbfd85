"""Accept an invitation with the account one has: no second account for the same person."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.identity.actions.accept_invitation import open_invitation
from tiwala.identity.events import AccessAccepted
from tiwala.identity.models import CustomerAccess, Invitation, Level, User, UserKind
from tiwala.identity.queries import user_with_email
from tiwala.identity.refusals import InvitationGone, NotForYou
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def accept_access(token: str, *, by: Actor) -> CustomerAccess:
    """The access, for who is signed in with the very address the link was sent to. Never lowers what they have.

    InvitationGone; NotForYou for anybody else, and for staff, who act for no customer.
    """
    invitation: Invitation = Invitation.objects.locked(open_invitation(token).pk)
    if not invitation.is_open(now=clock.now()):
        raise InvitationGone
    user = user_with_email(invitation.email)
    if user is None or user.public_id != by.id or user.is_staff or invitation.kind != UserKind.CUSTOMER:
        raise NotForYou
    access = _give(user, invitation)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record("user:grant_access", user.public_id, by=by, customer=access.customer_ref, level=access.level)
    publish(AccessAccepted(access.public_id, access.customer_ref, user.public_id, access.level))
    return access


def _give(user: User, invitation: Invitation) -> CustomerAccess:
    access, made = CustomerAccess.objects.select_for_update().get_or_create(
        user=user, customer_ref=invitation.customer_ref, defaults={"level": invitation.level}
    )
    if not made and Level(invitation.level).includes(Level(access.level)):
        access.level = invitation.level
        access.save(update_fields=["level"])
    return access
