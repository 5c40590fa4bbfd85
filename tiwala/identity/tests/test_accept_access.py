"""An invitation taken up with the account one has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.accept_access import accept_access
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import CustomerAccess, User
from tiwala.identity.refusals import InvitationGone, NotForYou
from tiwala.identity.tests.people import ANA_REF, BEN, CORA, as_actor, is_signed_in, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM

FOR_BEN = InvitationFacts("Ben Cruz", BEN, customer_ref=ANA_REF, level="pays", for_whom="Ana Reyes")


def link(facts: InvitationFacts = FOR_BEN) -> str:
    return invite(facts, by=SYSTEM)[1]


def level(user: User, ref: str = ANA_REF) -> str:
    return str(CustomerAccess.objects.get(user=user, customer_ref=ref).level)


def test_one_person_then_belongs_to_two_customers(ben: User) -> None:
    token = link()
    accept_access(token, by=as_actor(ben))
    assert as_actor(ben).customer_refs == {ANA_REF, "cus_ben"}
    assert level(ben) == "pays"
    assert level(ben, "cus_ben") == "manages"
    assert User.objects.count() == 1
    assert Record.objects.get(tag="user:grant_access").subject_ref == ben.public_id
    with pytest.raises(InvitationGone):
        accept_access(token, by=as_actor(ben))


def test_only_who_signs_in_with_that_address_takes_it(ana: User, ben: User) -> None:
    token = link()
    for who in (as_actor(ana), NOBODY, SYSTEM):
        with pytest.raises(NotForYou):
            accept_access(token, by=who)
    assert as_actor(ben).customer_refs == {"cus_ben"}


def test_staff_act_for_no_customer(cora: User) -> None:
    token = link(InvitationFacts("Cora", CORA, customer_ref=ANA_REF))
    with pytest.raises(NotForYou):
        accept_access(token, by=as_actor(cora))


def test_it_raises_and_never_lowers(ben: User) -> None:
    for offered, held in (("pays", "pays"), ("sees", "pays"), ("manages", "manages")):
        facts = InvitationFacts("Ben", BEN, customer_ref=ANA_REF, level=offered)
        accept_access(link(facts), by=as_actor(ben))
        assert level(ben) == held


def test_it_ends(ben: User) -> None:
    token = link()
    with clock.hold(clock.now() + timedelta(days=15)), pytest.raises(InvitationGone):
        accept_access(token, by=as_actor(ben))


def test_the_page_leads_through_signing_in_and_back(client: Client, ben: User) -> None:
    page = f"/account/invitation/{link()}/"
    shown = client.get(page).content.decode()
    assert f"/account/login/?next={page}" in shown
    assert 'type="password"' not in shown
    assert client.post(page, {"password": "seven lamps beside a slow river"}).status_code == 409
    assert sign_in(client, BEN, next=page).headers["Location"] == page
    assert "Ana Reyes" in client.get(page).content.decode()
    assert client.post(page).headers["Location"] == "/home/"
    assert as_actor(ben).goes(ANA_REF, "pays")
    assert client.get(page).status_code == 404
    assert User.objects.count() == 1


def test_who_is_signed_in_as_somebody_else_is_asked_to_sign_out_first(client: Client, ana: User, ben: User) -> None:
    page = f"/account/invitation/{link()}/"
    sign_in(client, "ana.reyes@example.ph")
    assert "Please sign out first" in client.get(page).content.decode()
    assert client.post(page).status_code == 409
    assert client.post("/account/logout/", {"next": page}).headers["Location"] == page
    assert not is_signed_in(client)


def test_a_link_for_a_new_address_does_not_sign_somebody_else_over(client: Client, ana: User) -> None:
    page = f"/account/invitation/{link(InvitationFacts('Dina', 'dina@example.ph', customer_ref=ANA_REF))}/"
    sign_in(client, "ana.reyes@example.ph")
    assert client.post(page, {"password": "seven lamps beside a slow river"}).status_code == 409
    assert User.objects.count() == 1
