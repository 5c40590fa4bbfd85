"""Leaving: everything that let somebody in ends in one transaction."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.end_staff import end_staff
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.models import Invitation, Session, User
from tiwala.identity.refusals import LastOwner, NotStaff, NotYoursToGive
from tiwala.identity.tests.people import as_actor, fill_in, make_cora, sign_in
from tiwala.kit.actor import SYSTEM

DAN = "dan@example.ph"


@pytest.fixture
def dan(cora: User) -> User:
    """Another owner."""
    return make_cora("owner", DAN, name="Dan Uy")


def test_nothing_lets_them_in_any_more(client: Client, cora: User, dan: User) -> None:
    sign_in(client, DAN)
    other = Client()
    sign_in(other, DAN)
    _key, text = issue_key(KeyFacts("Shop", frozenset({"invoice.view"})), by=as_actor(dan))
    assert authenticate_key(text) is not None
    end_staff(dan.pk, by=as_actor(cora), reason="Moves to Cebu")
    for browser in (client, other):
        assert browser.get("/console/").headers["Location"].startswith("/account/login/")
    assert authenticate_key(text) is None
    assert not Authenticator.objects.filter(user=dan).exists()
    assert not EmailAddress.objects.filter(user=dan).exists()
    assert not Session.objects.filter(user=dan).exists()
    assert not dan.role_grants.exists()
    dan.refresh_from_db()
    assert (dan.is_active, dan.has_usable_password()) == (False, False)
    assert dan.left_at is not None
    assert fill_in(Client(), DAN).status_code == 200
    kept = Record.objects.get(tag="user:leave", subject_ref=dan.public_id)
    assert kept.facts | {"sessions": 2, "keys": 1, "reason": "Moves to Cebu"} == kept.facts
    assert mail.outbox[-1].subject == "Your access has ended"


def test_invitations_of_theirs_and_to_them_end(client: Client, cora: User, dan: User) -> None:
    sent, sent_token = invite(InvitationFacts("Eve", "eve@example.ph", role="cashier"), by=SYSTEM)
    Invitation.objects.filter(pk=sent.pk).update(invited_by=dan.public_id)
    to_them, _token = invite(InvitationFacts("Dan", DAN, role="admin"), by=SYSTEM)
    kept, kept_token = invite(InvitationFacts("Fe", "fe@example.ph", role="cashier"), by=SYSTEM)
    end_staff(dan.pk, by=as_actor(cora))
    gone = set(Invitation.objects.exclude(withdrawn_at=None).values_list("pk", flat=True))
    assert gone == {sent.pk, to_them.pk}
    assert client.get(f"/account/invitation/{sent_token}/").status_code == 404
    assert client.get(f"/account/invitation/{kept_token}/").status_code == 200
    assert kept.pk not in gone


def test_the_last_owner_stays(cora: User) -> None:
    with pytest.raises(LastOwner):
        end_staff(cora.pk, by=as_actor(cora))
    cora.refresh_from_db()
    assert cora.is_active


def test_nobody_ends_somebody_who_holds_more(cora: User, dan: User) -> None:
    admin = make_cora("admin", "admin@example.ph")
    with pytest.raises(NotYoursToGive):
        end_staff(dan.pk, by=as_actor(admin))


def test_a_customer_is_no_staff(ana: User, cora: User) -> None:
    with pytest.raises(NotStaff):
        end_staff(ana.pk, by=as_actor(cora))


def test_twice_changes_nothing(cora: User, dan: User) -> None:
    end_staff(dan.pk, by=SYSTEM)
    end_staff(dan.pk, by=SYSTEM)
    assert Record.objects.filter(tag="user:leave").count() == 1


def test_who_comes_back_is_invited_anew(client: Client, cora: User, dan: User) -> None:
    end_staff(dan.pk, by=as_actor(cora))
    again = make_cora("cashier", DAN)
    assert again.pk != dan.pk
    assert sign_in(client, DAN).headers["Location"] == "/console/"
