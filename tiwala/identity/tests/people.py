"""Who appears in this room's tests, and how they knock at its doors."""

from __future__ import annotations

import re

from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.models import User
from tiwala.identity.queries import actor_for
from tiwala.kit.actor import SYSTEM, Actor

PASSWORD = "blue rabbit over quiet harbour"
NEW_PASSWORD = "seven lamps beside a slow river"
ANA, BEN, CORA = "ana.reyes@example.ph", "ben.cruz@example.ph", "cora.lim@example.ph"
ANA_REF, BEN_REF = "cus_ana", "cus_ben"


def make_ana() -> User:
    """A customer who reads English."""
    return make_customer_user(PersonFacts("Ana Reyes", ANA, password=PASSWORD), customer_ref=ANA_REF, by=SYSTEM)


def make_ben() -> User:
    """Another customer, who reads Filipino."""
    facts = PersonFacts("Ben Cruz", BEN, language="fil", password=PASSWORD)
    return make_customer_user(facts, customer_ref=BEN_REF, by=SYSTEM)


def make_cora(role: str = "owner", email: str = CORA) -> User:
    """Somebody who works here."""
    return make_staff(PersonFacts("Cora Lim", email, password=PASSWORD), role=role, by=SYSTEM)


def as_actor(user: User) -> Actor:
    """The person as doors see them, with the roles of this moment."""
    return actor_for(user)


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Fill in the sign-in form."""
    return client.post("/account/login/", {"login": email, "password": password, **more})  # type: ignore[return-value]


def last_code() -> str:
    """The code in the newest letter."""
    found = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def is_signed_in(client: Client) -> bool:
    """Whether a page for signed-in people opens."""
    return client.get("/account/password/change/").status_code == 200
