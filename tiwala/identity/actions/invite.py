"""Invite a person: staff with a role, or somebody who may open a customer's things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tiwala.audit.actions.record import record
from tiwala.identity.accounts import clean_email, clean_name
from tiwala.identity.models import Invitation, Level, UserKind
from tiwala.identity.permissions import ROLES
from tiwala.identity.refusals import NotYoursToGive
from tiwala.identity.tokens import digest, new_token
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput

OPEN_FOR = {UserKind.STAFF: timedelta(days=3), UserKind.CUSTOMER: timedelta(days=14)}


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """Whom to invite to what: either a role (staff) or a customer_ref with a level (customer)."""

    name: str
    email: str
    language: str = "en"
    role: str = ""
    customer_ref: str = ""
    level: str = Level.MANAGES


@action
def invite(facts: InvitationFacts, *, by: Actor) -> tuple[Invitation, str]:
    """A one-time link's row and its token, which is kept nowhere: send it to that mailbox and to nobody else.

    The same answer whether or not somebody signs in with the address already. NotYoursToGive, BadInput.
    """
    kind = UserKind.STAFF if facts.role else UserKind.CUSTOMER
    _check(facts, by=by)
    token = new_token()
    invitation = Invitation.objects.create(
        kind=kind,
        email=clean_email(facts.email),
        name=clean_name(facts.name),
        language="fil" if facts.language == "fil" else "en",
        role=facts.role,
        customer_ref="" if facts.role else facts.customer_ref,
        level="" if facts.role else facts.level,
        token_hash=digest(token),
        invited_by=by.id,
        expires_at=clock.now() + OPEN_FOR[kind],
    )
    record("user:invite", facts.customer_ref or by.id, by=by, kind=str(kind), role=facts.role)
    return invitation, token


def _check(facts: InvitationFacts, *, by: Actor) -> None:
    if facts.role:
        if facts.role not in ROLES:
            raise BadInput(fields={"role": facts.role})
        if not all(by.may(permission) for permission in ROLES[facts.role]):
            raise NotYoursToGive(role=facts.role)
    elif not facts.customer_ref or facts.level not in Level.values:
        raise BadInput(fields={"customer_ref": facts.customer_ref})
