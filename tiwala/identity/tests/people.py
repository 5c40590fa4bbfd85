"""Who appears in this room's tests, and how they knock at its doors."""

from __future__ import annotations

import base64
import hashlib
import re

from allauth.mfa.models import Authenticator
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.models import Assurance, Session, User
from tiwala.identity.queries import actor_for, user_with_email
from tiwala.identity.sessions import row_key
from tiwala.identity.trial import code_now
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor

PASSWORD = "blue rabbit over quiet harbour"
NEW_PASSWORD = "seven lamps beside a slow river"
ANA, BEN, CORA = "ana.reyes@example.ph", "ben.cruz@example.ph", "cora.lim@example.ph"
ANA_REF, BEN_REF = "cus_ana", "cus_ben"
SECOND_STEP = "/account/2fa/authenticate/"


def make_ana() -> User:
    """A customer who reads English."""
    return make_customer_user(PersonFacts("Ana Reyes", ANA, password=PASSWORD), customer_ref=ANA_REF, by=SYSTEM)


def make_ben() -> User:
    """Another customer, who reads Filipino."""
    facts = PersonFacts("Ben Cruz", BEN, language="fil", password=PASSWORD)
    return make_customer_user(facts, customer_ref=BEN_REF, by=SYSTEM)


def make_cora(role: str = "owner", email: str = CORA, *, has_app: bool = True, name: str = "Cora Lim") -> User:
    """Somebody who works here, with an authenticator app unless said otherwise."""
    facts = PersonFacts(name, email, password=PASSWORD, totp_seed=seed_of(email) if has_app else "")
    return make_staff(facts, role=role, by=SYSTEM)


def seed_of(email: str) -> str:
    """What the person's authenticator app holds."""
    return base64.b32encode(hashlib.sha256(email.encode()).digest()[:20]).decode()


def code_of(email: str) -> str:
    """What the person's authenticator app shows now."""
    return code_now(seed_of(email))


def as_actor(user: User) -> Actor:
    """The person as doors see them, with the roles of this moment."""
    return actor_for(user)


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Fill in the sign-in form, then the second step when it is asked for."""
    answer = fill_in(client, email, password, **more)
    if answer.status_code == 302 and answer.headers["Location"] == SECOND_STEP:
        as_if_half_a_minute_had_passed(email)
        return client.post(SECOND_STEP, {"code": code_of(email)})  # type: ignore[return-value]
    return answer


def let_in(email: str) -> Client:
    """A browser as it is after signing in, with the second factor of whoever has one.

    For tests of what lies behind the doors; the way through them takes 160 statements.
    """
    user, client = user_with_email(email), Client()
    assert user is not None
    client.force_login(user, backend="tiwala.identity.backend.Backend")
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        row = Session.objects.filter(pk=row_key(client.cookies["session"].value))
        row.update(assurance=Assurance.FACTOR, factor_proved_at=clock.now())
    return client


def fill_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Fill in the sign-in form and no more: address and password."""
    return client.post("/account/login/", {"login": email, "password": password, **more})  # type: ignore[return-value]


def as_if_half_a_minute_had_passed(email: str) -> None:
    """The app would show a new code by then; tests have no half minute to wait."""
    user = user_with_email(email)
    if user is not None:
        for app in Authenticator.objects.filter(user=user, type="totp"):
            app.data = {**app.data, "last_step": 0}
            app.save()


def last_code() -> str:
    """The code in the newest letter."""
    found = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def is_signed_in(client: Client) -> bool:
    """Whether a page for signed-in people opens."""
    return client.get("/account/passkeys/").status_code == 200
