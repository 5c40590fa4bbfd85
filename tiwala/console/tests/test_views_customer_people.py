"""Who signs in for a customer, from the console."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_customer
from tiwala.console.tests.forms import send
from tiwala.console.tests.people import come_in
from tiwala.customers.tests.people import access_of, letters, make_person
from tiwala.identity.models import CustomerAccess, Invitation

pytestmark = pytest.mark.django_db
KEY = "11111111-1111-4111-8111-111111111111"


def test_the_business_changes_and_takes_away_even_the_last_who_manages(owner: Client) -> None:
    house = make_customer("Ana Reyes")
    page = f"/console/customers/{house.public_id}/people/"
    ana = make_person("Ana Reyes", house)
    access = access_of(ana)
    assert "Ana Reyes" in owner.get(page).content.decode()
    assert send(owner, f"{page}{access.public_id}/", level="sees").status_code == 302
    assert access_of(ana).level == "sees"
    owner.post(f"{page}{access.public_id}/removal/", {"key": KEY})
    assert not CustomerAccess.objects.exists()
    assert len(letters("customers.access")) == 2


def test_an_invitation_is_sent_again_and_withdrawn(owner: Client) -> None:
    house = make_customer("Ana Reyes")
    send(owner, f"/console/customers/{house.public_id}/people/new/", name="Ben", email="ben@example.ph", level="pays")
    ref = Invitation.objects.get().public_id
    doors = f"/console/customers/{house.public_id}/invitations/{ref}/"
    owner.post(f"{doors}letters/", {"key": KEY})
    assert len(letters("customers.invitation")) == 2
    owner.post(f"{doors}withdrawal/", {"key": KEY})
    assert not Invitation.objects.still_open().exists()
    assert "Ben" not in owner.get(f"/console/customers/{house.public_id}/people/").content.decode()


def test_who_may_only_look_finds_no_button_and_no_door() -> None:
    house = make_customer("Ana Reyes")
    access = access_of(make_person("Ana Reyes", house))
    page = f"/console/customers/{house.public_id}/people/"
    auditor = come_in("auditor")
    assert f"{access.public_id}/removal" not in auditor.get(page).content.decode()
    assert auditor.post(f"{page}{access.public_id}/removal/", {"key": KEY}).status_code == 403
    assert auditor.get(f"{page}new/").status_code == 403
    assert CustomerAccess.objects.exists()


def test_an_access_is_found_only_under_its_own_customer(owner: Client) -> None:
    house, other = make_customer("Ana Reyes"), make_customer("Ben Cruz")
    access = access_of(make_person("Ana Reyes", house))
    assert owner.get(f"/console/customers/{other.public_id}/people/{access.public_id}/").status_code == 404
