"""Accept an invitation: the link becomes an account, once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.identity.accounts import PersonFacts, open_customer_account, open_staff_account
from tiwala.identity.actions.put_passkey import put_passkey
from tiwala.identity.events import AccessAccepted
from tiwala.identity.models import Invitation, User, UserKind
from tiwala.identity.passkeys import NewPasskey
from tiwala.identity.refusals import InvitationGone
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


@dataclass(frozen=True, slots=True)
class NamedPasskey:
    """A passkey that was just made, and what to call it."""

    made: NewPasskey
    name: str


def open_invitation(token: str) -> Invitation:
    """The invitation this token opens; wrong, used and expired all raise InvitationGone."""
    found: Invitation | None = Invitation.objects.filter(token_hash=digest(token)).first()
    if found is None or not found.is_open(now=clock.now()):
        raise InvitationGone
    return found


@action
def accept_invitation(token: str, *, password: str = "", passkey: NamedPasskey | None = None, by: Actor) -> User:
    """The new person, who can sign in at once: the link reached the mailbox, so the address is verified.

    With a password or, instead, a passkey that was made for this invitation and verified the person.
    InvitationGone; EmailTaken; PasskeyTaken; BadInput with what is wrong with the password.
    """
    invitation: Invitation = Invitation.objects.locked(open_invitation(token).pk)
    if not invitation.is_open(now=clock.now()):
        raise InvitationGone
    if passkey is None or password:
        _check_password(password, invitation=invitation)
    user = _open_account(invitation, password=password)
    if passkey is not None:
        put_passkey(user, made=passkey.made, name=passkey.name, by=by)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record("user:register", user.public_id, by=by, kind=invitation.kind, invited_by=invitation.invited_by)
    for access in user.customer_accesses.all():
        publish(AccessAccepted(access.public_id, access.customer_ref, user.public_id, access.level))
    return user


def _check_password(password: str, *, invitation: Invitation) -> None:
    stranger = User(kind=invitation.kind, name=invitation.name)
    stranger.known_words = [invitation.email]  # type: ignore[attr-defined]
    try:
        validate_password(password, stranger)
    except ValidationError as error:
        raise BadInput(fields={"password": " ".join(error.messages)}) from error


def _open_account(invitation: Invitation, *, password: str) -> User:
    person = PersonFacts(invitation.name, invitation.email, language=invitation.language, password=password)
    if invitation.kind == UserKind.STAFF:
        return open_staff_account(person, role=invitation.role, granted_by=invitation.invited_by)
    return open_customer_account(person, customer_ref=invitation.customer_ref, level=invitation.level)
