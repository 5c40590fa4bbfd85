"""Invite somebody to a customer's things: a household, the accounts desk of a company."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.customers.access import must_manage
from tiwala.customers.inviting import write_invitation
from tiwala.customers.models import Customer
from tiwala.customers.refusals import TooManyInvited
from tiwala.customers.states import CustomerState
from tiwala.identity.invitations import InvitationFacts, new_invitation
from tiwala.identity.models import Invitation
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState

OPEN_MAX = 20


@dataclass(frozen=True, slots=True)
class PersonInvited:
    """Whom to invite, and how far their access shall go (sees, pays, manages)."""

    name: str
    email: str
    level: str
    language: str = "en"


@action
def invite_person(customer_ref: str, *, person: PersonInvited, by: Actor) -> Invitation:
    """A one-time link, by letter to that mailbox and nowhere else; an earlier open one to it ends.

    The same answer for every address, known or not. AccessTooLow, NotFound, BadInput, WrongState (a closed customer),
    TooManyInvited.
    """
    must_manage(customer_ref, by=by)
    customer: Customer = Customer.objects.locked(ids.decode("cus", customer_ref))
    if customer.state == CustomerState.CLOSED:
        raise WrongState(customer=customer_ref, state=customer.state)
    if Invitation.objects.still_open().filter(customer_ref=customer_ref).count() >= OPEN_MAX:
        raise TooManyInvited
    facts = InvitationFacts(
        person.name,
        person.email,
        language=person.language,
        customer_ref=customer_ref,
        level=person.level,
        for_whom=customer.name,
    )
    invitation, token = new_invitation(facts, by=by)
    write_invitation(invitation, token, by=by)
    return invitation
