"""Personal data is hidden until somebody who may asks for it, and that is in the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tiwala.audit.models import Record
from tiwala.console.masking import masked
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in
from tiwala.customers.models import Customer
from tiwala.identity.permissions import ROLES
from tiwala.kit import clock

SECRET = {"email": "ana.reyes@mailbox.example", "phone": "0917 555 4321", "address": "7 Rizal Street, Pasig"}
TIN = "111-222-333-00000"


@pytest.fixture
def ana(db: None) -> Customer:
    """A customer of whom everything is known."""
    return make_customer("Ana Reyes", tin=TIN, **SECRET)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("ana.reyes@mailbox.example", "a•••@m•••.example"),
        ("a@b", "a•••@b•••"),
        ("+639175554321", "••• 4321"),
        ("111-222-333-00000", "••• 0000"),
        ("7 Rizal Street, Pasig", "•••"),
        ("1234", "•••"),
        ("@", "•••@•••"),
        ("  ", ""),
    ],
)
def test_what_is_masked_tells_apart_and_is_of_no_use(given: str, shown: str) -> None:
    assert masked(given) == shown


@pytest.mark.parametrize("role", sorted(role for role, held in ROLES.items() if "customer.view" in held))
def test_no_page_of_any_role_shows_contacts_in_full(role: str, ana: Customer) -> None:
    make_invoice(ana)
    client = come_in(role)
    pages = [
        "customers/",
        "customers/?q=ana",
        "search/?q=ana",
        f"customers/{ana.public_id}/",
        "outbox/",
        "invoices/new/",
    ]
    pages += [f"customers/{ana.public_id}/edit/", f"customers/{ana.public_id}/people/", "tasks/"]
    pages += [f"customers/{ana.public_id}/people/new/"]
    for page in pages:
        text = client.get(f"/console/{page}").content.decode()
        assert not [one for one in ("ana.reyes@", "555 4321", "5554321", "Rizal", "111-222") if one in text], page


def test_who_may_sees_one_in_full_this_once_and_it_is_in_the_trail(ana: Customer, owner: Client) -> None:
    page = f"/console/customers/{ana.public_id}/"
    shown = press(owner, f"{page}contact/").content.decode()
    assert "ana.reyes@mailbox.example" in shown
    assert "7 Rizal Street, Pasig" in shown
    assert TIN in shown
    assert "ana.reyes@" not in owner.get(page).content.decode()
    record = Record.objects.get(tag="customer:unmask")
    assert record.subject_ref == ana.public_id
    assert owner.get(f"{page}contact/").status_code == 405


def test_an_old_proof_shows_nothing(ana: Customer, owner: Client) -> None:
    with clock.hold(clock.now() + timedelta(minutes=6)):
        answer = press(owner, f"/console/customers/{ana.public_id}/contact/")
    assert answer.status_code == 302
    assert not Record.objects.filter(tag="customer:unmask").exists()


@pytest.mark.parametrize("role", ["cashier", "support", "auditor", "developer"])
def test_who_may_not_gets_nothing(role: str, ana: Customer) -> None:
    client = come_in(role)
    page = f"/console/customers/{ana.public_id}/"
    assert press(client, f"{page}contact/").status_code == 403
    assert "contact/" not in client.get(page).content.decode()


def test_correcting_keeps_what_was_left_empty_and_takes_away_by_a_dash(ana: Customer, owner: Client) -> None:
    page = f"/console/customers/{ana.public_id}/edit/"
    assert send(owner, page, phone="0918 111 2222", address="-").status_code == 302
    ana.refresh_from_db()
    assert (ana.email, ana.phone, ana.address, ana.tin) == (SECRET["email"], "+639181112222", "", TIN)
