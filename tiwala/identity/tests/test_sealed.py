"""Nothing readable about a person lies in the tables."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.mfa_adapter import MFAAdapter
from tiwala.identity.models import Session, User
from tiwala.identity.sessions import SessionStore, row_key
from tiwala.identity.tests.people import ANA, ANA_REF, CORA, is_signed_in, sign_in
from tiwala.kit.actor import SYSTEM

ROOMS = ("identity_", "account_", "mfa_", "shared_cache", "audit_")


def dump() -> str:
    """Every row of the tables that could know a person, as text and as the hex of bytes."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(ROOMS):
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- names from the database itself
                texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


def test_no_name_address_browser_or_session_key_is_readable(client: Client, ana: User, cora: User) -> None:
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Planted; Android) Firefox/99"
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    sign_in(client, ANA)
    client.post("/account/password/reset/", {"email": CORA})
    invite(InvitationFacts("Dina Planted", "dina@example.ph", customer_ref=ANA_REF), by=SYSTEM)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    Authenticator.objects.create(user=ana, type="totp", data={"secret": MFAAdapter().encrypt("PLANTEDSEED")})
    text = dump().lower()
    assert EmailAddress.objects.get(user=ana).email == ANA
    for planted in ("example.ph", "ana reyes", "cora lim", "dina", "planted", key, "203.0.113.77"):
        assert planted not in text, planted
        assert planted.encode().hex() not in text, planted


def test_the_seed_opens_again() -> None:
    adapter = MFAAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    assert sealed != adapter.encrypt("JBSWY3DPEHPK3PXP")


def test_one_address_belongs_to_one_person(ana: User, ben: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailAddress.objects.create(user=ben, email=ANA, verified=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailAddress.objects.create(user=ana, email=ANA)


def test_addresses_are_found_whatever_their_capitals(ana: User) -> None:
    for question in ({"email__iexact": ANA.upper()}, {"email__in": ["x@example.ph", ANA]}, {"email": ANA}):
        assert EmailAddress.objects.filter(**question).count() == 1
    assert EmailAddress.objects.lookup([ANA.upper()]).count() == 1
    assert EmailAddress.objects.is_verified(ANA)


def test_a_stolen_row_opens_no_session(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    row = Session.objects.get()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert not is_signed_in(thief)
    assert row.session_key == row_key(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_the_content_of_one_session_does_not_open_in_another(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    other = SessionStore()
    other["x"] = 1
    other.create()
    signed_in = Session.objects.exclude(session_key=row_key(other.session_key or "")).get()
    Session.objects.filter(session_key=row_key(other.session_key or "")).update(session_data=signed_in.session_data)
    assert SessionStore(other.session_key).load() == {}
