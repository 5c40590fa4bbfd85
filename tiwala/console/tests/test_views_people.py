"""Customers, search, the outbox, and who works here, through the console's pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tiwala.approvals.models import Proposal
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.customers.models import Customer
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.models import ApiKey, Invitation, RoleGrant, ServiceAccount, User
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.notify.models import Letter

KEY = "11111111-1111-4111-8111-111111111111"


def test_a_customer_is_written_down_once_corrected_and_closed(owner: Client) -> None:
    sent = fill(owner, "/console/customers/new/", name="Ana Reyes", email="ana@example.ph", phone="0917 123 4567")
    assert {owner.post("/console/customers/new/", sent).status_code for _again in range(2)} == {302}
    ana = Customer.objects.get()
    page = f"/console/customers/{ana.public_id}/"
    send(owner, f"{page}edit/", name="Ana Reyes-Cruz")
    assert Customer.objects.get().name == "Ana Reyes-Cruz"
    assert "••• 4567" in owner.get(page).content.decode()
    send(owner, f"{page}close/")
    assert send(owner, f"{page}close/").status_code == 409
    assert "New invoice" not in owner.get(page).content.decode()


def test_what_is_wrong_is_said_beside_each_field(owner: Client) -> None:
    answer = send(owner, "/console/customers/new/", name="", phone="12", tin="9", email="x")
    assert answer.status_code == 422
    assert answer.content.decode().count("errorlist") >= 2
    answer = send(owner, "/console/customers/new/", name="Ana", phone="12", tin="9")
    text = answer.content.decode()
    assert "not a phone number" in text
    assert text.count("errorlist") == 2
    assert not Customer.objects.exists()


def test_search_finds_by_name_mail_phone_and_number(owner: Client) -> None:
    ana = make_customer("Ana Reyes", email="ana@example.ph", phone="0917 123 4567")
    invoice = make_invoice(ana)
    for asked in ("ana", "ANA@example.ph", "4567", "reyes"):
        assert ana.public_id in owner.get("/console/search/", {"q": asked}).content.decode(), asked
    assert invoice.public_id in owner.get("/console/search/", {"q": invoice.number_text}).content.decode()
    straight = owner.get("/console/search/", {"q": invoice.public_id})
    assert straight.headers["Location"] == f"/console/invoices/{invoice.public_id}/"


@pytest.mark.parametrize("asked", ["", "%00", "'; --", "x" * 5000, "<script>", "cus_nope", "go_" + "0" * 26])
def test_search_bears_anything(owner: Client, asked: str) -> None:
    answer = owner.get("/console/search/", {"q": asked})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_a_customer_is_invited_by_a_letter_with_a_link(owner: Client) -> None:
    ana = make_customer("Ana Reyes", email="ana@example.ph")
    send(owner, f"/console/customers/{ana.public_id}/people/new/", level="pays")
    letter = Letter.objects.get(kind="customers.invitation")
    assert letter.key_owner == ana.public_id
    link = re.search(r"/account/invitation/[\w-]+/", letter.body_text)
    assert link
    assert Client().get(link[0]).status_code == 200


def test_an_invitation_is_read_by_nobody_who_does_not_run_the_house() -> None:
    owner = come_in("owner")
    send(
        owner,
        "/console/settings/people/new/",
        name="Eve",
        email="eve@example.ph",
        role="owner",
        reason="Runs it with me",
    )
    assert "eve@example.ph" in owner.get(f"/console/approvals/{Proposal.objects.get().public_id}/").content.decode()
    assert not Invitation.objects.exists()
    second_yes()
    letter = Letter.objects.get(kind="console.invitation")
    support = come_in("support")
    page = support.get(f"/console/outbox/{letter.public_id}/").content.decode()
    assert "/account/invitation/" not in page
    assert support.get(f"/console/outbox/{letter.public_id}/page/").status_code == 403
    assert "/account/invitation/" in owner.get(f"/console/outbox/{letter.public_id}/").content.decode()


@pytest.mark.parametrize(
    ("group", "change"), [("ops", {"mode": "live"}), ("mail", {"smtp_url": "smtp://mail.example.ph:587"})]
)
def test_live_or_with_a_mail_server_nobody_reads_codes_in_the_outbox(
    owner: Client, monkeypatch: pytest.MonkeyPatch, group: str, change: dict[str, str]
) -> None:
    from dataclasses import replace

    from tiwala.kit.conf import conf

    send(owner, "/console/settings/people/new/", name="Eve", email="eve@example.ph", role="cashier", reason="Till")
    second_yes()
    letter = Letter.objects.get(kind="console.invitation")
    monkeypatch.setattr(conf, group, replace(getattr(conf, group), **change))
    assert "/account/invitation/" not in owner.get(f"/console/outbox/{letter.public_id}/").content.decode()
    assert owner.get(f"/console/outbox/{letter.public_id}/page/").status_code == 403


def test_a_letter_is_shown_in_a_frame_that_can_do_nothing(owner: Client) -> None:
    send_invoice(make_invoice().public_id, by=SYSTEM)
    letter = Letter.objects.get()
    page = owner.get(f"/console/outbox/{letter.public_id}/")
    assert f'src="/console/outbox/{letter.public_id}/page/"' in page.content.decode()
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    inside = owner.get(f"/console/outbox/{letter.public_id}/page/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in inside
    assert "sandbox" in inside
    assert "frame-ancestors 'self'" in inside
    assert "script-src" not in inside
    assert press(owner, f"/console/outbox/{letter.public_id}/tries/").status_code == 302


def test_roles_are_given_and_taken_and_the_last_owner_stays(owner: Client) -> None:
    come_in("cashier")
    cashier = next(one for one in User.objects.all() if "Cashier" in one.name)
    page = f"/console/settings/people/{cashier.public_id}/"
    assert send(owner, page, role="support", reason="Answers the phone").status_code == 302
    assert RoleGrant.objects.filter(user=cashier).count() == 1
    second_yes()
    assert set(RoleGrant.objects.filter(user=cashier).values_list("role", flat=True)) == {"cashier", "support"}
    press(owner, page, role="support", to="take")
    me = next(one for one in User.objects.all() if "Owner" in one.name)
    press(owner, f"/console/settings/people/{me.public_id}/", role="owner", to="take")
    assert RoleGrant.objects.filter(user=me, role="owner").exists()


def test_nobody_gives_more_than_they_hold() -> None:
    admin = come_in("admin")
    answer = send(
        admin, "/console/settings/people/new/", name="Eve", email="eve@example.ph", role="owner", reason="Me too"
    )
    assert answer.status_code == 403
    assert not Proposal.objects.exists()


def test_a_key_is_shown_once_and_withdrawn(owner: Client) -> None:
    sent = fill(owner, "/console/settings/keys/new/", name="Web shop", scopes=["invoice.view", "invoice.create"])
    shown = owner.post("/console/settings/keys/new/", sent)
    assert re.search(r"tk_test_\w{40,}", shown.content.decode())
    again = owner.post("/console/settings/keys/new/", sent)
    assert again.status_code == 302
    key = ApiKey.objects.get()
    assert "tk_test_" not in owner.get("/console/settings/keys/").content.decode()
    assert key.owner is not None
    press(owner, f"/console/settings/keys/{key.public_id}/revocation/")
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_a_key_gets_a_new_text_and_its_addresses(owner: Client) -> None:
    key, old = issue_key(KeyFacts("Web shop", frozenset({"invoice.view"})), by=SYSTEM)
    page = f"/console/settings/keys/{key.public_id}/"
    shown = owner.post(f"{page}text/", fill(owner, f"{page}text/", overlap="24"))
    found = re.search(r"tk_test_[0-9a-z]{8}_[0-9a-z]{52}", shown.content.decode())
    assert found
    assert "no-store" in shown.headers["Cache-Control"]
    assert authenticate_key(found[0]) is not None
    assert authenticate_key(old) is not None
    assert "Two texts are good" in owner.get(page).content.decode()
    wrong = send(owner, f"{page}addresses/", networks="203.0.113.7/8")
    assert wrong.status_code == 422
    assert "203.0.113.7/8" in wrong.content.decode()
    assert send(owner, f"{page}addresses/", networks="203.0.113.7\n2001:db8::/48").status_code == 302
    key.refresh_from_db()
    assert key.networks == ["203.0.113.7/32", "2001:db8::/48"]
    assert "203.0.113.7/32" in owner.get(page).content.decode()


def test_a_program_is_named_owns_a_key_and_ends_with_it(owner: Client) -> None:
    assert send(owner, "/console/settings/programs/new/", name="Orders", purpose="Bills orders").status_code == 302
    program = ServiceAccount.objects.get()
    sent = fill(owner, "/console/settings/keys/new/", name="Key", scopes=["invoice.view"], service=program.public_id)
    assert owner.post("/console/settings/keys/new/", sent).status_code == 200
    assert ApiKey.objects.get().service == program
    assert "Orders" in owner.get("/console/settings/keys/").content.decode()
    press(owner, f"/console/settings/programs/{program.public_id}/end/")
    assert ApiKey.objects.get().revoked_at is not None


def test_a_key_ends_within_a_year_and_the_form_says_so(owner: Client) -> None:
    far = (clock.now() + timedelta(days=400)).date().isoformat()
    answer = send(owner, "/console/settings/keys/new/", expires_on=far, name="Key", scopes=["invoice.view"])
    assert answer.status_code == 422
    assert "within 365 days" in answer.content.decode()
    assert not ApiKey.objects.exists()
