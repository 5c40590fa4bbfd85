"""Who works here in these tests, and how they come in."""

from __future__ import annotations

from django.test import Client

from tests.makers import make_business
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.tests.people import PASSWORD
from tiwala.kit.actor import SYSTEM


def come_in(role: str = "owner") -> Client:
    """A browser in which somebody with this role has just signed in."""
    make_business()
    email = f"{role}@example.ph"
    make_staff(PersonFacts(f"Cora {role.capitalize()}", email, password=PASSWORD), role=role, by=SYSTEM)
    client = Client()
    answer = client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client
