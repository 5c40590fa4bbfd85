"""Tasks, books, trail and settings through the console's pages."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.makers import make_customer, make_gateway, make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tests.scripted_gateway import registered
from tiwala.audit.actions.record import record
from tiwala.audit.models import Record
from tiwala.business.models import Branch, Brand, Profile, TaxRegime
from tiwala.console.spreadsheet import cell
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.console.tests.world import a_task, pay
from tiwala.console.urls import urlpatterns
from tiwala.gateways.outcomes import Declined, DeclineReason
from tiwala.invoicing.models import Series
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Mail, conf
from tiwala.kit.db import action
from tiwala.tasks.models import Task

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
ONLY_POST = (
    "export",
    "issues",
    "drop",
    "letters",
    "reminders",
    "links",
    "questions",
    "cancellation",
    "capture",
    "claim",
)


def test_a_task_is_taken_on_and_closed_with_a_word(owner: Client) -> None:
    ref = a_task(make_invoice().public_id)
    page = f"/console/tasks/{ref}/"
    assert "₱1,500.00" in owner.get(page).content.decode()
    press(owner, f"{page}claim/")
    assert Task.objects.get().state == "claimed"
    assert send(owner, f"{page}close/", outcome="").status_code == 422
    assert send(owner, f"{page}close/", outcome="Told Ana").status_code == 302
    assert Task.objects.get().outcome == "Told Ana"
    assert send(owner, f"{page}close/", outcome="Again").status_code == 409


def test_the_books_and_the_trail_are_proven_on_demand(owner: Client) -> None:
    make_invoice()
    assert "The books hold" in owner.post("/console/ledger/proofs/", follow=True).content.decode()


def test_the_books_show_the_same_on_both_sides(owner: Client) -> None:
    make_invoice()
    text = owner.get("/console/ledger/").content.decode()
    assert text.count("₱1,500.00") >= 3
    assert "two columns differ" not in text
    assert owner.get("/console/ledger/accounts/nonsense/").status_code == 404
    assert owner.get("/console/ledger/accounts/receivable/?since=x&until=%00&currency=zzz").status_code == 200


def test_a_customers_statement_names_invoices_by_their_number(owner: Client) -> None:
    invoice = make_invoice()
    page = owner.get(f"/console/customers/{invoice.customer_ref}/statement/").content.decode()
    assert invoice.number_text in page


def test_the_trail_is_narrowed_by_who_what_and_when(owner: Client) -> None:
    invoice = make_invoice()
    text = owner.get("/console/audit/", {"subject": invoice.public_id}).content.decode()
    assert "invoice:issue" in text
    assert "No record fits" in owner.get("/console/audit/", {"until": "2001-01-01"}).content.decode()
    assert owner.get("/console/audit/?from=zz&since=x&who=%00&tag=%00").status_code == 200


def test_a_list_leaves_as_a_file_that_runs_nothing_and_is_on_record(owner: Client) -> None:
    make_customer("=HYPERLINK(1)")
    make_invoice(make_customer("Ana Reyes"))
    for name in ("customers", "invoices", "payments"):
        file = owner.post(f"/console/{name}/export/").content.decode("utf-8-sig")
        assert not {"HYPERLINK", "Ana Reyes", "@"} & set(re.findall(r"HYPERLINK|Ana Reyes|@", file))
    assert Record.objects.filter(tag="export:make").count() == 3
    assert come_in("cashier").post("/console/customers/export/").status_code == 403


def test_a_list_with_names_leaves_once_when_a_second_person_approved(owner: Client) -> None:
    make_customer("=HYPERLINK(1)")
    asked = send(owner, "/console/exports/customers/?q=", reason="For the fair")
    door = asked.headers["Location"] + "file/"
    assert press(owner, door).status_code == 409
    second_yes()
    file = press(owner, door).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in file
    assert "@example.ph" in file
    assert press(owner, door).status_code == 409
    assert press(come_in("accountant"), door).status_code == 403
    record = Record.objects.get(tag="export:make")
    assert record.facts["approved_by"].startswith("usr_")
    assert owner.get("/console/exports/secrets/").status_code == 404


def test_a_long_list_waits_for_a_second_person_even_without_names(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tiwala.console import exporting

    make_customer()
    monkeypatch.setattr(exporting, "BULK_ROWS", 0)
    answer = owner.post("/console/customers/export/")
    assert answer.headers["Location"].startswith("/console/exports/customers/")
    assert not Record.objects.filter(tag="export:make").exists()


@pytest.mark.parametrize(
    ("given", "written"),
    [("=1+1", "'=1+1"), ("-5.00", "-5.00"), ("-1+cmd", "'-1+cmd"), ("@x", "'@x"), ("Ana", "Ana"), (None, ""), (3, "3")],
)
def test_a_cell_is_never_a_formula(given: object, written: str) -> None:
    assert cell(given) == written


def test_the_business_is_corrected_but_its_vat_status_not_in_passing(owner: Client) -> None:
    assert send(owner, "/console/settings/business/", trade_name="Sampaguita").status_code == 302
    assert Profile.objects.get().trade_name == "Sampaguita"
    answer = send(owner, "/console/settings/business/", vat_status="non_vat")
    assert answer.status_code == 409
    assert "already decided" in answer.content.decode()
    assert send(owner, "/console/settings/business/", tin="12").status_code == 422


def test_a_branch_is_opened_and_its_numbers_go_on_where_the_old_books_ended(owner: Client) -> None:
    send(owner, "/console/settings/branches/new/", code="001", name="Cebu", address="Colon Street")
    assert Branch.objects.filter(code="00001").exists()
    page = "/console/settings/branches/00001/numbers/"
    send(owner, page, document="invoice", first_number="501")
    assert Series.objects.get(branch__code="00001").next_number == 501
    assert send(owner, page, document="invoice", first_number="0").status_code == 422
    assert owner.get("/console/settings/branches/99999/numbers/").status_code == 200


def test_the_look_takes_a_picture_and_refuses_what_is_none(owner: Client) -> None:
    page = "/console/settings/look/"
    send(owner, page, colour="#102030", logo=SimpleUploadedFile("logo.png", PNG))
    brand = Brand.objects.get()
    assert (brand.colour, brand.logo_type) == ("#102030", "image/png")
    answer = send(owner, page, logo=SimpleUploadedFile("logo.svg", b"<svg onload=alert(1)>"))
    assert answer.status_code == 422
    send(owner, page, without_logo="on")
    assert not bytes(Brand.objects.get().logo)


def test_an_administrator_does_not_touch_gateway_keys() -> None:
    account = make_gateway()
    admin = come_in("admin")
    assert admin.get(f"/console/settings/gateways/{account.public_id}/keys/").status_code == 403
    assert press(admin, f"/console/settings/gateways/{account.public_id}/switch/", to="off").status_code == 403


def test_a_button_is_no_link_and_a_page_takes_no_post(owner: Client) -> None:
    for door in urlpatterns:
        path = "/console/" + str(door.pattern)
        for name in ("ref", "customer_ref", "link_ref", "owner_ref", "kind", "code"):
            path = path.replace(f"<str:{name}>", "x")
        if path.rstrip("/").rpartition("/")[2] in ONLY_POST:
            assert owner.get(path).status_code == 405, path
        assert owner.delete(path).status_code in (405, 404), path


def test_every_page_speaks_filipino(owner: Client) -> None:
    owner.cookies["language"] = "fil"
    assert "Ngayon" in owner.get("/console/").content.decode()


def test_a_business_that_is_not_set_up_yet_is_led_to_its_settings(owner: Client) -> None:
    Profile.objects.all().delete()
    TaxRegime.objects.all().delete()
    assert "The business profile is not complete" in owner.get("/console/").content.decode()
    assert "First say who collects" in owner.get("/console/invoices/new/").content.decode()
    assert "First say who collects" in owner.get("/console/settings/").content.decode()
    facts = {"registered_name": "Sampaguita Clinic", "tin": "123-456-789-00000", "vat_status": "vat"}
    assert send(owner, "/console/settings/business/", **facts, address="12 Mabini Street").status_code == 302
    assert Profile.objects.get().is_ready()


def test_without_a_branch_nobody_is_left_before_a_form_that_cannot_be_sent(owner: Client) -> None:
    customer = make_customer().public_id
    Branch.objects.all().delete()
    for page in ("/console/invoices/new/", f"/console/customers/{customer}/invoices/new/"):
        shown = owner.get(page).content.decode()
        assert "First open your head office" in shown
        assert 'href="/console/settings/branches/new/"' in shown
    send(owner, "/console/settings/branches/new/", code="00000", name="Head office", address="12 Mabini Street")
    assert "New invoice for" in owner.get(f"/console/customers/{customer}/invoices/new/").content.decode()


def test_the_dashboard_says_when_the_last_backup_was(owner: Client) -> None:
    assert "none yet" in owner.get("/console/").content.decode()
    _back_up()
    page = owner.get("/console/").content.decode()
    assert "none yet" not in page
    assert "Last backup" in page


@action
def _back_up() -> None:
    record("operator:backup", "house", by=SYSTEM, size=1)


def test_the_dashboard_says_when_no_mail_goes_out(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = owner.get("/console/").content.decode()
    assert "None goes out" in page
    assert "All sent" not in page
    monkeypatch.setattr(conf, "mail", Mail(smtp_url="smtp://127.0.0.1:25"))
    page = owner.get("/console/").content.decode()
    assert "None goes out" not in page
    assert "All sent" in page


def test_the_dashboard_shows_how_people_pay_and_how_often_it_goes_through(owner: Client) -> None:
    assert "How people pay" not in owner.get("/console/").content.decode()
    pay(make_invoice(), 150_000)
    with registered():
        account = make_account("scripted")
        paid, refused = (begin(make_invoice(), account=account) for _again in range(2))
        apply(paid, approved(paid))
        apply(refused, Declined(DeclineReason.INSUFFICIENT_FUNDS, "chk"))
    page = owner.get("/console/").content.decode()
    assert "How people pay" in page
    assert "Of 2 tries at gateways in that time, 50% went through." in page


def test_one_try_is_one_try(owner: Client) -> None:
    pay(make_invoice(), 150_000)
    with registered():
        paid = begin(make_invoice(), account=make_account("scripted"))
        apply(paid, approved(paid))
    assert "Of 1 try at gateways in that time, 100% went through." in owner.get("/console/").content.decode()
