"""A household: Ana who manages, and whom she lets in."""

from __future__ import annotations

import re
from uuid import uuid4

from tests.makers import make_business, make_customer
from tiwala.customers.models import Customer
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.models import CustomerAccess, User
from tiwala.identity.queries import actor_for
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.notify.models import Letter

PASSWORD = "blue rabbit over quiet harbour"


def make_house(name: str = "Ana Reyes") -> Customer:
    """A customer of a business."""
    make_business()
    return make_customer(name)


def make_person(name: str, customer: Customer, level: str = "manages", *, email: str = "") -> User:
    """Somebody who can sign in for this customer."""
    facts = PersonFacts(name, email or f"{uuid4().hex}@example.ph", password=PASSWORD)
    return make_customer_user(facts, customer_ref=customer.public_id, by=SYSTEM, level=level)


def actor(user: User) -> Actor:
    """The person as doors see them at this moment."""
    return actor_for(user)


def access_of(user: User) -> CustomerAccess:
    """Their one access."""
    found: CustomerAccess = CustomerAccess.objects.get(user=user)
    return found


def letters(kind: str) -> list[Letter]:
    """Letters of this kind, oldest first."""
    return list(Letter.objects.filter(kind=kind).order_by("id"))


def token_in(letter: Letter) -> str:
    """The one-time link's secret."""
    found = re.search(r"/account/invitation/([\w-]+)/", letter.body_text)
    assert found, letter.body_text
    return found[1]
