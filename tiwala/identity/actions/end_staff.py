"""A member of staff leaves: everything that let them in ends, in one transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from tiwala.audit.actions.record import record
from tiwala.identity import letters, reasons
from tiwala.identity.actions.revoke_key import revoke_keys_of_person
from tiwala.identity.ending import end_all
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import Device, Invitation, LetterLink, OldPassword, SecondAddress, User
from tiwala.identity.owners import keep_one
from tiwala.identity.queries import email_of, permissions_held
from tiwala.identity.refusals import NotStaff
from tiwala.identity.roles import check_may_give
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def end_staff(user_id: UUID, *, by: Actor, reason: str = "") -> User:
    """Sessions, keys, passkeys, codes, password, address, roles and open invitations go; the name stays on record.

    For good: who comes back is invited anew. Twice changes nothing. NotStaff; LastOwner; NotYoursToGive: nobody ends
    the work of somebody who holds more than they do.
    """
    user: User = User.objects.locked(user_id)
    if not user.is_staff:
        raise NotStaff
    if user.left_at is not None:
        return user
    check_may_give(permissions_held(user), by=by)
    keep_one(user)
    letters.tell_of_leaving(user)
    invitations = _end_invitations(user)
    keys = revoke_keys_of_person(user.pk, by=by)
    sessions = end_all(user)
    _forget_ways_in(user)
    for task in ("sign_in_locked", "account_disowned"):
        close_tasks_about(task, user.public_id, by=by, outcome="left")
    ended: dict[str, Any] = {"keys": keys, "sessions": sessions, "invitations": invitations}
    record("user:leave", user.public_id, by=by, reason=reasons.tidy(reason), **ended)
    return user


def _forget_ways_in(user: User) -> None:
    """Passkeys go with their authenticator; the epoch has moved, so that nobody comes in meanwhile either."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    EmailAddress.objects.filter(user_id=user.pk).delete()
    for model in (Device, LetterLink, OldPassword, SecondAddress):
        model.objects.filter(user_id=user.pk).delete()
    user.role_grants.all().delete()
    forgive_tries(user)
    user.set_unusable_password()
    user.is_active, user.left_at, user.sign_in_held_at = False, clock.now(), None
    user.save(update_fields=["password", "is_active", "left_at", "sign_in_held_at"])


def _end_invitations(user: User) -> int:
    """Those they sent, and those to their own mailbox: the address is sealed, so the few that are open are read."""
    own = email_of(user)
    still = list(Invitation.objects.still_open().select_for_update().filter(kind="staff").order_by("id"))
    sent = list(Invitation.objects.still_open().select_for_update().filter(invited_by=user.public_id).order_by("id"))
    ended = {one.pk: one for one in [*sent, *(one for one in still if one.email == own)]}
    Invitation.objects.filter(pk__in=ended).update(withdrawn_at=clock.now())
    return len(ended)
