"""Programs that own keys and never sign in."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.end_service_account import end_service_account
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.open_service_account import open_service_account
from tiwala.identity.actions.rotate_key import rotate_key
from tiwala.identity.models import ApiKey, Invitation, ServiceAccount, User
from tiwala.identity.refusals import KeyGone, ServiceEnded
from tiwala.identity.tests.people import as_actor
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

SCOPES = frozenset({"invoice.view"})


def test_it_owns_keys_that_open(cora: User) -> None:
    shop = open_service_account("Web shop", by=SYSTEM)
    key, text = issue_key(KeyFacts("Orders", SCOPES, service_id=shop.pk), by=as_actor(cora))
    assert (key.service, key.owner) == (shop, None)
    User.objects.filter(pk=cora.pk).update(is_active=False)
    assert authenticate_key(text) is not None


def test_it_is_nobody_who_could_sign_in() -> None:
    """No user stands behind it: nothing in the database that signs in can point to it."""
    shop = open_service_account("Web shop", by=SYSTEM)
    assert {one.related_model for one in ServiceAccount._meta.related_objects} == {ApiKey}
    assert not isinstance(shop, User)
    assert not {"password", "email", "last_login"} & {one.name for one in ServiceAccount._meta.get_fields()}


def test_every_door_of_signing_in_refuses_it() -> None:
    shop = open_service_account("Web shop", by=SYSTEM)
    _, text = issue_key(KeyFacts("Orders", SCOPES, service_id=shop.pk), by=SYSTEM)
    names = (shop.name, shop.public_id, str(shop.pk), f"{shop.public_id}@example.ph")
    for name, password in product(names, ("", text, "!")):
        assert authenticate(None, email=name, password=password) is None
        assert authenticate(None, username=name, password=password) is None
        client = Client()
        client.post("/account/login/", {"login": name, "password": password})
        client.post("/account/password/reset/", {"email": name})
        client.post("/account/signup/", {"email": name, "password1": password})
        client.post(f"/account/invitation/{text}/", {"password": password})
        assert "_auth_user_id" not in client.session
        assert client.get("/account/email/").status_code == 302
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_an_invitation_is_for_people_only() -> None:
    facts = {"kind": "service", "email": "a@example.ph", "name": "x", "role": "owner", "invited_by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(token_hash=bytes(32), expires_at=clock.now() + timedelta(days=1), **facts)


def test_ending_it_ends_its_keys_and_it_gets_no_more() -> None:
    shop = open_service_account("Web shop", by=SYSTEM)
    key, text = issue_key(KeyFacts("Orders", SCOPES, service_id=shop.pk), by=SYSTEM)
    _, others_text = issue_key(KeyFacts("Else", SCOPES), by=SYSTEM)
    end_service_account(shop.pk, by=SYSTEM)
    end_service_account(shop.pk, by=SYSTEM)
    assert authenticate_key(text) is None
    assert authenticate_key(others_text) is not None
    with pytest.raises(ServiceEnded):
        issue_key(KeyFacts("Orders", SCOPES, service_id=shop.pk), by=SYSTEM)
    with pytest.raises(KeyGone):
        rotate_key(key.pk, overlap_hours=0, by=SYSTEM)
    tags = Record.objects.filter(tag__startswith="service_account:").values_list("tag", flat=True).order_by("tag")
    assert list(tags) == ["service_account:end", "service_account:open"]


def test_a_key_has_one_owner_even_to_the_database(cora: User) -> None:
    shop = open_service_account("Web shop", by=SYSTEM)
    key, _ = issue_key(KeyFacts("Orders", SCOPES, service_id=shop.pk), by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(owner=cora)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "web  SHOP"])
def test_names_are_there_and_unlike(name: str) -> None:
    open_service_account("Web shop", by=SYSTEM)
    with pytest.raises(BadInput):
        open_service_account(name, by=SYSTEM)
