"""Who else may open my invoices: the page at home, and who may not use it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.makers import make_customer
from tiwala.customers.tests.people import access_of, letters, make_person
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in, signed_in_with_factor, text_of
from tiwala.identity.models import CustomerAccess, Invitation
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db
PEOPLE = "/home/security/people/"
BEN = {"name": "Ben Cruz", "email": "ben@example.ph", "level": "sees", "language": "en"}


@pytest.fixture
def boss(shop: Shop) -> Client:
    """Ana, who manages, with a second factor shown lately."""
    return signed_in_with_factor("Ana Reyes", shop.ana.public_id)


def test_ana_invites_sends_again_and_withdraws(shop: Shop, boss: Client) -> None:
    assert boss.post(f"{PEOPLE}new/", BEN).headers["Location"] == PEOPLE
    page = text_of(boss.get(PEOPLE))
    assert "ben@example.ph" in page
    ref = Invitation.objects.get().public_id
    boss.post(f"/home/security/invitations/{ref}/letters/")
    assert len(letters("customers.invitation")) == 2
    boss.post(f"/home/security/invitations/{ref}/withdrawal/")
    assert "Withdraw" not in text_of(boss.get(PEOPLE))


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(boss: Client) -> None:
    answer = boss.post(f"{PEOPLE}new/", BEN | {"email": "nothing"})
    assert answer.status_code == 422
    assert "Ben Cruz" in text_of(answer)
    assert not Invitation.objects.exists()


def test_ana_raises_lowers_and_takes_away(shop: Shop, boss: Client) -> None:
    ben = make_person("Ben Cruz", shop.ana, "sees")
    door = f"{PEOPLE}{access_of(ben).public_id}/"
    assert "Ben Cruz" in text_of(boss.get(door))
    boss.post(door, {"level": "pays"})
    assert access_of(ben).level == "pays"
    boss.post(f"{door}removal/")
    assert not CustomerAccess.objects.filter(user=ben).exists()


def test_a_password_alone_changes_nothing_about_people(shop: Shop, ana: Client) -> None:
    ben = make_person("Ben Cruz", shop.ana, "sees")
    door = f"{PEOPLE}{access_of(ben).public_id}/"
    for answer in (ana.get(f"{PEOPLE}new/"), ana.post(f"{PEOPLE}new/", BEN), ana.post(door, {"level": "manages"})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/second-step/?next=")
    assert ana.post(f"{door}removal/").status_code == 302
    assert access_of(ben).level == "sees"
    assert not Invitation.objects.exists()


def test_who_sees_or_pays_finds_only_themselves(shop: Shop) -> None:
    make_person("Lola Remedios", shop.ana, "manages")
    for level in ("sees", "pays"):
        client = signed_in_with_factor("Ben Cruz", shop.ana.public_id, level=level)
        page = text_of(client.get(PEOPLE))
        assert "Ben Cruz" in page
        assert "Remedios" not in page
        assert "Invite somebody" not in page
        assert client.get(f"{PEOPLE}new/").status_code == 403
        assert client.post(f"{PEOPLE}new/", BEN).status_code == 403
        assert client.get("/home/me/copy.json").status_code == 403
    assert not Invitation.objects.exists()


def test_bens_second_factor_opens_nothing_of_anas(shop: Shop, boss: Client) -> None:
    boss.post(f"{PEOPLE}new/", BEN)
    ref, dina = Invitation.objects.get().public_id, access_of(make_person("Dina", shop.ana, "sees")).public_id
    ben = signed_in_with_factor("Ben Cruz", make_other())
    for door in (f"{PEOPLE}{dina}/", f"{PEOPLE}{dina}/removal/"):
        assert ben.post(door, {"level": "manages"}).status_code == 404
    for door in ("letters", "withdrawal"):
        assert ben.post(f"/home/security/invitations/{ref}/{door}/").status_code == 404
    assert ben.post(f"{PEOPLE}new/", BEN | {"for": shop.ana.public_id}).status_code == 404
    assert ben.post(f"{PEOPLE}departure/", {"for": shop.ana.public_id}).status_code == 404
    assert CustomerAccess.objects.filter(customer_ref=shop.ana.public_id).count() == 2


def test_the_last_who_manages_cannot_leave(shop: Shop, boss: Client) -> None:
    assert boss.post(f"{PEOPLE}departure/").headers["Location"] == PEOPLE
    assert "Nobody else manages this account" in text_of(boss.get(PEOPLE))
    assert CustomerAccess.objects.count() == 1


def test_who_only_sees_gives_up_their_own(shop: Shop) -> None:
    make_person("Ana", shop.ana)
    looker = signed_in_with_factor("Ben Cruz", shop.ana.public_id, level="sees")
    assert looker.post(f"{PEOPLE}departure/").headers["Location"] == PEOPLE
    assert looker.get("/home/").status_code == 403


def test_one_person_in_two_customers_knows_for_whom_and_each_level_counts_apart(shop: Shop) -> None:
    other = make_other()
    client = signed_in("Ben Cruz", shop.ana.public_id, other)
    CustomerAccess.objects.filter(customer_ref=shop.ana.public_id).update(level="sees")
    client.post("/home/customer/", {"customer": shop.ana.public_id})
    for url in ("/home/", "/home/invoices/", "/home/me/", "/home/security/", PEOPLE, "/home/methods/"):
        page = text_of(client.get(url))
        assert "You are here for" in page, url
        assert f'value="{shop.ana.public_id}" selected' in page, url
    assert client.get("/home/pay/?all=1").status_code == 403
    sent = {"way": shop.way(), "amount_minor": 150_000, "key": str(uuid4()), "invoice": [shop.invoice.public_id]}
    assert client.post("/home/payments/", sent).status_code == 403
    client.post("/home/customer/", {"customer": other})
    assert client.get("/home/pay/").status_code == 200
    assert client.post("/home/payments/", sent | {"for": shop.ana.public_id}).status_code == 403
    assert not Attempt.objects.exists()


def test_a_form_acts_for_whom_it_was_shown_though_another_window_switched(shop: Shop) -> None:
    other = make_other()
    client = signed_in("Ana Reyes", shop.ana.public_id, other)
    client.post("/home/customer/", {"customer": other})
    form = {"name": "Ana Reyes-Cruz", "language": "en", "for": shop.ana.public_id}
    assert client.post("/home/me/", form).status_code == 302
    shop.ana.refresh_from_db()
    assert shop.ana.name == "Ana Reyes-Cruz"


def make_other() -> str:
    """Another customer of the same shop."""
    return make_customer("Ben Cruz").public_id
