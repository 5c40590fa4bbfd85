"""One deed for many invoices: what can be done is done once, what cannot is told."""

from __future__ import annotations

from django.test import Client

from tests.makers import make_customer, make_draft, make_invoice
from tiwala.console.forms.base import fresh_key
from tiwala.console.tests.people import come_in
from tiwala.console.tests.world import pay
from tiwala.invoicing.models import Invoice
from tiwala.notify.models import Letter


def test_chosen_invoices_are_sent_once_however_often_the_form_is(owner: Client) -> None:
    refs = [make_invoice().public_id for _again in range(3)]
    sent = {"key": fresh_key(), "ref": refs}
    for _again in range(2):
        assert owner.post("/console/invoices/letters/", sent).headers["Location"] == "/console/invoices/"
    assert Letter.objects.filter(kind="invoice").count() == 3
    assert "3 letters are in the outbox." in owner.get("/console/invoices/").content.decode()


def test_one_that_is_refused_stops_no_other_and_is_named(owner: Client) -> None:
    paid, waiting = make_invoice(), make_invoice()
    pay(paid, paid.total_minor)
    owner.post("/console/invoices/reminders/", {"key": fresh_key(), "ref": [paid.public_id, waiting.public_id]})
    page = owner.get("/console/invoices/").content.decode()
    assert "1 reminder is in the outbox." in page
    assert f"{paid.number_text}: " in page
    assert list(Letter.objects.filter(kind="invoicing.reminder").values_list("about", flat=True)) == [waiting.public_id]


def test_drafts_are_issued_after_one_more_question(owner: Client) -> None:
    ana = make_customer()
    drafts, issued = [make_draft(ana).public_id for _again in range(2)], make_invoice(ana).public_id
    door = "/console/invoices/issues/"
    asked = owner.post(door, {"key": fresh_key(), "ref": [*drafts, issued]}).content.decode()
    assert "Issue 2 drafts?" in asked
    assert issued not in asked
    assert Invoice.objects.filter(state="draft").count() == 2
    owner.post(door, {"key": fresh_key(), "ref": drafts, "sure": "yes"})
    assert not Invoice.objects.filter(state="draft").exists()
    assert len(set(Invoice.objects.values_list("number_text", flat=True))) == 3


def test_nothing_chosen_and_nonsense_change_nothing(owner: Client) -> None:
    make_invoice()
    assert owner.post("/console/invoices/letters/", {"key": fresh_key()}).status_code == 302
    for ref in ("inv_" + "0" * 26, "cus_" + "0" * 26, "\0", "x"):
        assert owner.post("/console/invoices/letters/", {"key": fresh_key(), "ref": [ref]}).status_code == 404
    assert owner.get("/console/invoices/letters/").status_code == 405
    assert not Letter.objects.exists()


def test_who_may_only_look_is_offered_no_choice(db: None) -> None:
    invoice = make_invoice()
    auditor = come_in("auditor")
    assert "together" not in auditor.get("/console/invoices/").content.decode()
    assert (
        auditor.post("/console/invoices/letters/", {"key": fresh_key(), "ref": [invoice.public_id]}).status_code == 403
    )
