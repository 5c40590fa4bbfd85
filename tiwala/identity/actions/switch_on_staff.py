"""Switch a member of staff on again, whose account was switched off for lack of use."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity import reasons
from tiwala.identity.models import User
from tiwala.identity.queries import permissions_held
from tiwala.identity.refusals import NotStaff
from tiwala.identity.roles import check_may_give
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState


@action
def switch_on_staff(user_id: UUID, *, reason: str, by: Actor) -> User:
    """They sign in with what they had. WrongState when on, or gone; BadInput without a reason; NotYoursToGive."""
    said = reasons.needed(reason, or_else=_("Please say why."))
    user: User = User.objects.locked(user_id)
    if not user.is_staff:
        raise NotStaff
    if user.is_active or user.left_at is not None:
        raise WrongState(wanted="switched off")
    check_may_give(permissions_held(user), by=by)
    user.is_active, user.switched_on_at = True, clock.now()
    user.save(update_fields=["is_active", "switched_on_at"])
    record("user:enable", user.public_id, by=by, reason=said)
    return user
