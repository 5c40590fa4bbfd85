"""Who works here in these tests, and how they come in."""

from __future__ import annotations

from django.test import Client

from tests.makers import make_business
from tiwala.identity.tests.people import make_cora, sign_in


def come_in(role: str = "owner") -> Client:
    """A browser in which somebody with this role has just signed in."""
    make_business()
    email = f"{role}@example.ph"
    make_cora(role, email, name=f"Cora {role.capitalize()}")
    client = Client()
    answer = sign_in(client, email)
    assert answer.headers["Location"] == "/console/", answer.content
    return client
