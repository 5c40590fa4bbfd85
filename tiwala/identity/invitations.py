"""The steps of inviting: called by the verbs that invite staff and those that invite people of a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.audit.actions.record import record
from tiwala.identity import rule_values
from tiwala.identity.accounts import clean_email, clean_name
from tiwala.identity.models import Invitation, Level, UserKind
from tiwala.identity.permissions import ROLES
from tiwala.identity.refusals import InvitationGone, NotYoursToGive
from tiwala.identity.tokens import digest, new_token
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.kit.errors import BadInput


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """Whom to invite to what: either a role (staff) or a customer_ref with a level (customer).

    `for_whom` is the customer's name, for the invited person to read.
    """

    name: str
    email: str
    language: str = "en"
    role: str = ""
    customer_ref: str = ""
    level: str = Level.MANAGES
    for_whom: str = ""


def new_invitation(facts: InvitationFacts, *, by: Actor, asker: Actor | None = None) -> tuple[Invitation, str]:
    """A step: the row and its token. An open invitation of the same mailbox to the same thing ends with it.

    Staff is invited by two: `asker` wished it and `by` approved it (ask_to_invite), else SecondPersonNeeded.
    """
    assert_in_transaction()
    kind = UserKind.STAFF if facts.role else UserKind.CUSTOMER
    check_invitation(facts, by=asker or by)
    if facts.role and asker is None and not needs_nobody(by):
        raise SecondPersonNeeded
    email = clean_email(facts.email)
    _replace(email, customer_ref="" if facts.role else facts.customer_ref, kind=kind)
    token = new_token()
    invitation = Invitation.objects.create(
        kind=kind,
        email=email,
        name=clean_name(facts.name),
        for_whom=facts.for_whom,
        language="fil" if facts.language == "fil" else "en",
        role=facts.role,
        customer_ref="" if facts.role else facts.customer_ref,
        level="" if facts.role else facts.level,
        token_hash=digest(token),
        invited_by=(asker or by).id,
        expires_at=_end(kind),
    )
    record(
        "user:invite", facts.customer_ref or by.id, by=by, kind=str(kind), role=facts.role, asked_by=(asker or by).id
    )
    return invitation, token


def fresh_link(invitation: Invitation) -> str:
    """A step: another token with a new end for an open invitation; the link sent before leads nowhere from now on."""
    assert_in_transaction()
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise InvitationGone
    token = new_token()
    invitation.token_hash, invitation.expires_at = digest(token), _end(invitation.kind)
    invitation.save(update_fields=["token_hash", "expires_at"])
    return token


def withdraw(invitation: Invitation) -> bool:
    """A step: the link leads nowhere from now on; False when it was so before. InvitationGone once taken up."""
    assert_in_transaction()
    if invitation.accepted_at is not None:
        raise InvitationGone
    if invitation.withdrawn_at is not None:
        return False
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    return True


def _end(kind: str) -> datetime:
    rule = "staff_invitation_days" if kind == UserKind.STAFF else "payer_invitation_days"
    return clock.now() + timedelta(days=rule_values.value_of(rule))


def _replace(email: str, *, customer_ref: str, kind: str) -> None:
    """The address is sealed, so the few that are open are read one by one."""
    for known in Invitation.objects.still_open().filter(kind=kind, customer_ref=customer_ref):
        if known.email == email:
            withdraw(known)


def check_invitation(facts: InvitationFacts, *, by: Actor) -> None:
    """NotYoursToGive, BadInput."""
    if facts.role:
        if facts.role not in ROLES:
            raise BadInput(fields={"role": facts.role})
        if not all(by.may(permission) for permission in ROLES[facts.role]):
            raise NotYoursToGive(role=facts.role)
    elif not facts.customer_ref or facts.level not in Level.values:
        raise BadInput(fields={"customer_ref": facts.customer_ref})
