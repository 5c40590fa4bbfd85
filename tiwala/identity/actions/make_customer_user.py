"""Make a customer's sign-in at once, without an invitation: the seed does."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.identity.accounts import PersonFacts, open_customer_account
from tiwala.identity.models import Level, User
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def make_customer_user(person: PersonFacts, *, customer_ref: str, by: Actor, level: str = Level.MANAGES) -> User:
    """A person who can sign in at once and open this customer's things. EmailTaken, BadInput."""
    user = open_customer_account(person, customer_ref=customer_ref, level=level)
    record("user:register", user.public_id, by=by, kind="customer", customer=customer_ref)
    return user
