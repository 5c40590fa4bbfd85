"""The life of an invoice through the console's pages, without scripts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.makers import make_customer, make_draft, make_invoice
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in
from tiwala.console.tests.world import pay
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import CreditNote, Invoice, PayLink
from tiwala.ledger import balances
from tiwala.notify.models import Letter
from tiwala.payments.models import Payment

WRITE = "/console/customers/{}/invoices/new/"
LINE = {"lines-0-description": "Consultation", "lines-0-unit_price": "1,500.00"}


def test_a_draft_is_written_line_by_line_and_issued(owner: Client) -> None:
    page = WRITE.format(make_customer().public_id)
    more = owner.post(page, fill(owner, page, **LINE, add_line="1"))
    assert more.status_code == 200
    assert more.content.decode().count("-unit_price") >= 2
    worked = owner.post(page, fill(owner, page, **LINE, work_out="1"))
    assert "₱1,339.29" in worked.content.decode()
    assert not Invoice.objects.exists()
    kept = send(owner, page, **LINE, description="November")
    invoice = Invoice.objects.get()
    assert kept.headers["Location"] == f"/console/invoices/{invoice.public_id}/"
    assert (invoice.state, invoice.total_minor, invoice.description) == ("draft", 150_000, "November")
    send(owner, f"/console/invoices/{invoice.public_id}/issue/")
    invoice.refresh_from_db()
    assert invoice.state == "issued"


def test_the_same_form_sent_twice_makes_one_draft(owner: Client) -> None:
    page = WRITE.format(make_customer().public_id)
    sent = fill(owner, page, **LINE)
    assert {owner.post(page, sent).status_code for _again in range(2)} == {302}
    assert Invoice.objects.count() == 1


def test_what_is_wrong_is_said_beside_the_line(owner: Client) -> None:
    page = WRITE.format(make_customer().public_id)
    for changes, words in (
        ({"lines-0-unit_price": "abc"}, "not an amount of money"),
        ({"lines-0-quantity": "-1"}, "greater than or equal to 0.0001"),
        ({"lines-0-discount": "9,000.00"}, "discount is larger than the line"),
        ({"lines-0-description": "", "lines-0-unit_price": ""}, "at least one line"),
    ):
        answer = send(owner, page, **(LINE | changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("bad", ["99999999999999", "-3", "x", ""])
def test_a_hostile_count_of_lines_is_no_server_error(owner: Client, bad: str) -> None:
    page = WRITE.format(make_customer().public_id)
    for button in ({"add_line": "1"}, {"work_out": "1"}, {}):
        answer = owner.post(page, fill(owner, page, **LINE, **button) | {"lines-TOTAL_FORMS": bad})
        assert answer.status_code in (200, 422)
    assert not Invoice.objects.exists()


def test_a_draft_is_changed_and_put_away(owner: Client) -> None:
    ref = make_draft().public_id
    send(owner, f"/console/invoices/{ref}/edit/", **{"lines-0-unit_price": "2,000.00"})
    assert Invoice.objects.get().total_minor == 200_000
    press(owner, f"/console/invoices/{ref}/drop/")
    assert Invoice.objects.get().state == "dropped"
    assert owner.get(f"/console/invoices/{ref}/edit/").status_code == 409


def test_sending_puts_one_letter_into_the_outbox_however_often_one_clicks(owner: Client) -> None:
    ref = make_invoice().public_id
    sent = {"key": "11111111-1111-4111-8111-111111111111"}
    for _again in range(3):
        assert owner.post(f"/console/invoices/{ref}/letters/", sent).status_code == 302
    assert Letter.objects.filter(kind="invoice").count() == 1
    page = owner.get(f"/console/invoices/{ref}/").content.decode()
    assert "The letter is in the outbox." in page
    assert "Send again" in page


def test_a_customer_without_an_address_is_said_and_nothing_is_sent(owner: Client) -> None:
    invoice = make_invoice(make_customer(email=""))
    answer = owner.post(
        f"/console/invoices/{invoice.public_id}/letters/", {"key": "11111111-1111-4111-8111-111111111111"}, follow=True
    )
    assert 'data-tone="danger"' in answer.content.decode()
    assert not Letter.objects.filter(kind="invoice").exists()


def test_voiding_needs_a_reason_and_happens_once(owner: Client) -> None:
    page = f"/console/invoices/{make_invoice().public_id}/void/"
    assert send(owner, page, reason=" ").status_code == 422
    sent = fill(owner, page, reason="Typed twice")
    assert owner.post(page, sent).status_code == 302
    again = owner.post(page, sent)
    assert again.status_code == 409
    assert "already moved on" in again.content.decode()
    assert Invoice.objects.get().voided_reason == "Typed twice"


def test_a_paid_invoice_is_not_voided_and_the_form_says_why(owner: Client) -> None:
    invoice = make_invoice()
    pay(invoice, 50_000)
    answer = send(owner, f"/console/invoices/{invoice.public_id}/void/", reason="Wrong")
    assert answer.status_code == 409
    assert "Make a credit note instead" in answer.content.decode()


def test_a_credit_note_is_issued_once_and_never_for_too_much(owner: Client) -> None:
    page = f"/console/invoices/{make_invoice().public_id}/credit-notes/new/"
    assert send(owner, page, amount="1,500.01", reason="More").status_code == 409
    sent = fill(owner, page, amount="500.00", reason="Late")
    assert {owner.post(page, sent).status_code for _again in range(2)} == {302}
    assert list(CreditNote.objects.values_list("total_minor", flat=True)) == [50_000]


def test_cash_is_recorded_once_and_what_is_too_much_becomes_credit() -> None:
    cashier, invoice = come_in("cashier"), make_invoice()
    page = f"/console/invoices/{invoice.public_id}/payments/new/"
    assert send(cashier, page, amount="2,000.00").status_code == 422
    sent = fill(cashier, page, amount="2,000.00", channel="cash")
    assert {cashier.post(page, sent).status_code for _again in range(2)} == {302}
    assert Payment.objects.get().captured_minor == 200_000
    assert balances.open_amount(invoice.public_id) == 0
    assert balances.credit_of(invoice.customer_ref) == 50_000


def test_a_link_is_shown_once_and_the_replay_does_not_hold_it(owner: Client) -> None:
    invoice = make_invoice()
    door, sent = f"/console/invoices/{invoice.public_id}/links/", {"key": "11111111-1111-4111-8111-111111111111"}
    shown = owner.post(door, sent)
    found = re.search(r"/pay/([\w-]{40,})/", shown.content.decode())
    assert found
    assert shown.headers["Cache-Control"] == "no-store, private"
    opened = open_link(found[1], visitor="1.2.3.4")
    assert opened is not None
    assert opened.invoice_ref == invoice.public_id
    assert owner.post(door, sent).status_code == 302
    assert PayLink.objects.count() == 1
    link = PayLink.objects.get()
    press(owner, f"{door}{link.public_id}/end/")
    assert open_link(found[1], visitor="1.2.3.4") is None


def test_all_links_end_at_once(owner: Client) -> None:
    invoice = make_invoice()
    for _again in range(2):
        press(owner, f"/console/invoices/{invoice.public_id}/links/")
    press(owner, f"/console/invoices/{invoice.public_id}/links/end/")
    assert not PayLink.objects.filter(revoked_at=None).exists()


def test_a_link_of_another_invoice_is_not_found(owner: Client) -> None:
    mine, other = make_invoice(), make_invoice()
    press(owner, f"/console/invoices/{other.public_id}/links/")
    link = PayLink.objects.get()
    assert press(owner, f"/console/invoices/{mine.public_id}/links/{link.public_id}/end/").status_code == 404


def test_the_pdf_is_the_same_bytes_every_time(owner: Client) -> None:
    door = f"/console/documents/{make_invoice().public_id}/invoice_pdf/"
    first = owner.get(door)
    assert first.content.startswith(b"%PDF")
    assert owner.get(door).content == first.content


def test_a_form_is_refused_without_its_token(owner: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = owner.cookies
    ref = make_invoice().public_id
    assert strict.post(f"/console/invoices/{ref}/letters/", {"key": "x"}).status_code == 403


@pytest.mark.parametrize("ref", ["inv_0", "inv_" + "z" * 26, "pay_" + "0" * 26, "%00", "inv_" + "0" * 26])
def test_an_id_that_is_none_is_a_page_that_says_so(owner: Client, ref: str) -> None:
    for page in ("", "edit/", "issue/", "void/"):
        assert owner.get(f"/console/invoices/{ref}/{page}").status_code == 404
