"""The link becomes an account, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tiwala.identity.actions.accept_invitation import accept_invitation
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import CustomerAccess, User
from tiwala.identity.queries import actor_for, user_with_email
from tiwala.identity.refusals import EmailTaken, InvitationGone
from tiwala.identity.tests.people import ANA, ANA_REF, PASSWORD, is_signed_in, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import BadInput

DINA = "dina.santos@example.ph"
CUSTOMER = InvitationFacts("Dina Santos", DINA, language="fil", customer_ref=ANA_REF, level="pays")


def link(facts: InvitationFacts = CUSTOMER) -> str:
    return invite(facts, by=SYSTEM)[1]


def test_a_customer_gets_what_the_invitation_says() -> None:
    user = accept_invitation(link(), password=PASSWORD, by=NOBODY)
    assert (user.kind, user.name, user.language) == ("customer", "Dina Santos", "fil")
    assert CustomerAccess.objects.get(user=user).level == "pays"
    assert actor_for(user).customer_refs == {ANA_REF}
    assert user_with_email(DINA) == user


def test_staff_get_the_role() -> None:
    user = accept_invitation(link(InvitationFacts("Dina", DINA, role="cashier")), password=PASSWORD, by=NOBODY)
    assert actor_for(user).may("payment.record_cash")
    assert not actor_for(user).may("refund.create")


def test_it_works_once() -> None:
    token = link()
    accept_invitation(token, password=PASSWORD, by=NOBODY)
    with pytest.raises(InvitationGone):
        accept_invitation(token, password=PASSWORD, by=NOBODY)
    assert User.objects.count() == 1


def test_it_ends() -> None:
    token = link()
    with clock.hold(clock.now() + timedelta(days=14, seconds=1)), pytest.raises(InvitationGone):
        accept_invitation(token, password=PASSWORD, by=NOBODY)
    with pytest.raises(InvitationGone):
        accept_invitation("wrong", password=PASSWORD, by=NOBODY)


def test_a_password_with_the_own_address_is_refused() -> None:
    token = link()
    for weak in ("short", DINA, "dina santos dina santos", "a" * 129, "aaaaaaaaaaaaaaaaaaaaaaa"):
        with pytest.raises(BadInput):
            accept_invitation(token, password=weak, by=NOBODY)
    assert not User.objects.exists()


def test_an_address_in_use_is_refused(ana: User) -> None:
    token = link(InvitationFacts("Ana", ANA, customer_ref="cus_other"))
    with pytest.raises(EmailTaken):
        accept_invitation(token, password=PASSWORD, by=NOBODY)


def test_the_page_opens_the_account_and_signs_in(client: Client) -> None:
    page = f"/account/invitation/{link()}/"
    shown = client.get(page)
    assert DINA in shown.content.decode()
    assert client.post(page, {"password": "short"}).status_code == 422
    assert client.post(page, {"password": PASSWORD}).headers["Location"] == "/home/"
    assert is_signed_in(client)
    assert sign_in(Client(), DINA).status_code == 302
    assert Client().get(page).status_code == 404


def test_wrong_and_used_links_look_the_same(client: Client) -> None:
    token = link()
    accept_invitation(token, password=PASSWORD, by=NOBODY)
    used, wrong = client.get(f"/account/invitation/{token}/"), client.get("/account/invitation/wrong/")
    assert used.status_code == wrong.status_code == 404
