"""The link becomes an account, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tiwala.identity.actions.accept_invitation import accept_invitation
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import CustomerAccess, Passkey, User
from tiwala.identity.queries import actor_for, user_with_email
from tiwala.identity.refusals import EmailTaken, InvitationGone
from tiwala.identity.tests.people import ANA, ANA_REF, PASSWORD, is_signed_in, sign_in
from tiwala.identity.tests.soft_key import UP, SoftKey, asked, enter
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import BadInput

CODES = "/account/2fa/recovery-codes/"
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


def test_a_passkey_does_instead_of_a_password(client: Client) -> None:
    page, key = f"/account/invitation/{link()}/", SoftKey()
    options = asked(client, f"{page.removeprefix('/account/')}passkey/")
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["user"]["name"] == DINA
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Safari/604.1"
    assert client.post(page, {"credential": key.make(options)}).headers["Location"] == CODES
    assert len(client.get(CODES).context["unused_codes"]) == 10
    assert is_signed_in(client)
    user = user_with_email(DINA)
    assert user is not None
    assert not user.has_usable_password()
    assert Passkey.objects.get(user=user).name == "Safari on iPhone"
    assert enter(Client(), key).headers["Location"] == "/home/"
    assert Client().get(page).status_code == 404


def test_staff_come_in_by_a_passkey_too(client: Client) -> None:
    page = f"/account/invitation/{link(InvitationFacts('Dina', DINA, role='cashier'))}/"
    text = SoftKey().make(asked(client, f"{page.removeprefix('/account/')}passkey/"))
    assert client.post(page, {"credential": text}).headers["Location"] == CODES
    assert client.get("/console/").status_code == 200


@pytest.mark.parametrize("liar", [SoftKey(flags=UP), SoftKey(origin="https://evil.example")])
def test_a_passkey_that_stands_alone_must_verify_and_be_ours(client: Client, liar: SoftKey) -> None:
    page = f"/account/invitation/{link()}/"
    text = liar.make(asked(client, f"{page.removeprefix('/account/')}passkey/"))
    assert client.post(page, {"credential": text}).status_code == 422
    assert not User.objects.exists()
    assert client.post(page, {"password": PASSWORD}).status_code == 302


def test_a_passkey_made_for_one_invitation_opens_no_other(client: Client) -> None:
    first, second = link(), link(InvitationFacts("Eve", "eve@example.ph", customer_ref="cus_other"))
    text = SoftKey().make(asked(client, f"invitation/{first}/passkey/"))
    assert client.post(f"/account/invitation/{second}/", {"credential": text}).status_code == 422
    assert client.post("/account/invitation/wrong/passkey/").status_code == 404
    assert not User.objects.exists()
