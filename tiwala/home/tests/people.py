"""People at the door."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.models import CustomerAccess, Level, User
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import CORA, let_in, make_cora, sign_in
from tiwala.kit.actor import SYSTEM

PASSWORD = "blue rabbit over quiet harbour"
BACKEND = "tiwala.identity.backend.Backend"


def signed_in(name: str, customer_ref: str, *more_refs: str, level: str = Level.MANAGES) -> Client:
    """A browser in which this customer's person is signed in."""
    person = PersonFacts(name, f"{uuid4().hex}@example.ph", password=PASSWORD)
    user = make_customer_user(person, customer_ref=customer_ref, by=SYSTEM, level=level)
    for ref in more_refs:
        CustomerAccess.objects.create(user=user, customer_ref=ref)
    return _client(user)


def signed_in_with_factor(name: str, customer_ref: str, *, level: str = Level.MANAGES) -> Client:
    """The same, with an authenticator app set up a moment ago."""
    email, client = f"{uuid4().hex}@example.ph", Client()
    make_customer_user(PersonFacts(name, email, password=PASSWORD), customer_ref=customer_ref, by=SYSTEM, level=level)
    sign_in(client, email, PASSWORD)
    set_up_app(client)
    return client


def signed_in_staff() -> Client:
    """A browser in which somebody who works here is signed in."""
    make_cora()
    return let_in(CORA)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def text_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
