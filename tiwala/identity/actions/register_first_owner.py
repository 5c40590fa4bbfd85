"""The first owner of an empty house opens an account."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tiwala.audit.actions.record import record
from tiwala.identity.accounts import PersonFacts, open_staff_account
from tiwala.identity.models import FirstLink, User, UserKind
from tiwala.identity.owners import refuse_when_owned
from tiwala.identity.refusals import InvitationGone
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


def open_first_link(token: str) -> FirstLink:
    """The link of this token; wrong, used and expired all raise InvitationGone."""
    found: FirstLink | None = FirstLink.objects.filter(token_hash=digest(token)).first()
    if found is None or not found.is_open(now=clock.now()):
        raise InvitationGone
    return found


@action
def register_first_owner(token: str, *, person: PersonFacts, by: Actor) -> User:
    """The owner, who signs in at once and then sets up a second step. Once: two at the same instant are one.

    Whoever holds the link had a shell on the machine, so the address is taken at their word. InvitationGone,
    OwnerExists, EmailTaken, BadInput with what is wrong.
    """
    refuse_when_owned()
    link: FirstLink = FirstLink.objects.locked(open_first_link(token).pk)
    _check_password(person)
    user = open_staff_account(person, role="owner", granted_by="tiwala")
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    record("user:register", user.public_id, by=by, kind="staff", role="owner", first=True)
    return user


def _check_password(person: PersonFacts) -> None:
    stranger = User(kind=UserKind.STAFF, name=person.name)
    stranger.known_words = [person.email]  # type: ignore[attr-defined]
    try:
        validate_password(person.password, stranger)
    except ValidationError as error:
        raise BadInput(fields={"password": " ".join(error.messages)}) from error
