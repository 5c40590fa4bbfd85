"""Money sent by hand, through the console: looked at, confirmed, refused, and the accounts it goes to."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import QR_TEXT, begin_transfer, make_receiving, pdf, show_proof, transfer_of
from tiwala.approvals.models import Proposal
from tiwala.audit.models import Record
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.kit import clock
from tiwala.ledger import balances
from tiwala.payments.models import Attempt, Payment
from tiwala.transfers.facts import SentFile
from tiwala.transfers.models import Proof, ReceivingAccount

BANK = {"bank_reference": "LINE-0042", "amount": "1,500.00"}


def today() -> str:
    return clock.today("Asia/Manila").isoformat()


@pytest.fixture
def attempt(db: None) -> Attempt:
    found = begin_transfer(make_invoice(make_customer("Ana Reyes")))
    show_proof(found)
    return found


def page_of(attempt: Attempt) -> str:
    return f"/console/transfers/{transfer_of(attempt).public_id}/"


def test_what_waits_is_on_the_list_and_among_the_tasks(owner: Client, attempt: Attempt) -> None:
    listed = owner.get("/console/transfers/").content.decode()
    assert attempt.code in listed
    assert "Ana Reyes" in listed
    assert "A customer says that they sent money" in owner.get("/console/tasks/").content.decode()
    quiet = begin_transfer(make_invoice())
    assert quiet.code not in owner.get("/console/transfers/").content.decode()
    assert quiet.code in owner.get("/console/transfers/?show=all").content.decode()
    assert (
        f"/console/payments/{quiet.payment.public_id}/"
        in owner.get(f"/console/search/?q={quiet.code}").content.decode()
    )


def test_a_cashier_confirms_what_the_bank_shows(attempt: Attempt) -> None:
    cashier, page = come_in("cashier"), page_of(attempt)
    form = cashier.get(f"{page}confirmation/").content.decode()
    assert 'value="1,500.00"' not in form  # it is looked up, not agreed to
    assert send(cashier, f"{page}confirmation/", **BANK, seen_on=today())["Location"] == page
    shown = cashier.get(page).content.decode()
    assert "LINE0042" in shown
    assert "Confirmed by" in shown
    again = send(cashier, f"{page}confirmation/", **BANK, seen_on=today())
    assert again.status_code == 409
    assert "Somebody confirmed this transfer already" in again.content.decode()


def test_a_bank_line_that_paid_before_is_refused_beside_its_field(owner: Client, attempt: Attempt) -> None:
    other = begin_transfer(make_invoice())
    send(owner, f"{page_of(other)}confirmation/", **BANK, seen_on=today())
    answer = send(owner, f"{page_of(attempt)}confirmation/", **BANK, seen_on=today())
    assert answer.status_code == 422
    assert "paid something before at this account" in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.state == "sent"


def test_a_proof_is_not_accepted_with_a_reason(owner: Client, attempt: Attempt) -> None:
    page, proof = page_of(attempt), Proof.objects.get()
    door = f"{page}proofs/{proof.public_id}/rejection/"
    assert send(owner, door, why="", words="x").status_code == 422
    assert send(owner, door, why="unreadable", words="Too dark.")["Location"] == page
    assert "We cannot read what you sent. Too dark." in owner.get(page).content.decode()
    assert send(owner, door, why="unreadable", words="").status_code == 409


def test_the_file_is_given_out_powerless_and_on_record(owner: Client, attempt: Attempt) -> None:
    proof = show_proof(attempt, file=SentFile(pdf()))
    door = f"{page_of(attempt)}proofs/{proof.public_id}/file/"
    answer = owner.get(door)
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{proof.public_id}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert answer["Cache-Control"] == "no-store, private"
    assert Record.objects.filter(tag="transfer_proof:view", subject_ref=proof.public_id).count() == 1
    assert owner.post(door).status_code == 405


def test_a_proof_is_found_under_its_own_transfer_only(owner: Client, attempt: Attempt) -> None:
    other, proof = begin_transfer(make_invoice()), Proof.objects.get()
    assert owner.get(f"{page_of(other)}proofs/{proof.public_id}/file/").status_code == 404
    assert owner.get(f"{page_of(other)}proofs/{proof.public_id}/rejection/").status_code == 404


def test_who_takes_no_money_sees_the_transfer_and_no_file(attempt: Attempt) -> None:
    support, page = come_in("support"), page_of(attempt)
    shown = support.get(page).content.decode()
    assert "The payer says" in shown
    assert "/file/" not in shown
    proof = Proof.objects.get()
    assert support.get(f"{page}proofs/{proof.public_id}/file/").status_code == 403


def test_one_that_nobody_proved_is_called_off(owner: Client, attempt: Attempt) -> None:
    quiet = begin_transfer(make_invoice())
    press(owner, f"{page_of(quiet)}cancellation/")
    press(owner, f"{page_of(attempt)}cancellation/")
    quiet.refresh_from_db()
    attempt.refresh_from_db()
    assert (quiet.state, attempt.state) == ("cancelled", "sent")


def test_an_own_account_takes_two_people(owner: Client) -> None:
    new = "/console/settings/receiving/new/"
    told = {"bank": "BDO", "holder": "Sampaguita Clinic", "number": "0012 3456", "reason": "Our bank"}
    bad = send(owner, new, **told, qr_text="0002not a code")
    assert bad.status_code == 422
    assert "That is not the whole text of a QR Ph code" in bad.content.decode()
    page = send(owner, new, **told, qr_text=QR_TEXT)["Location"]
    assert page.startswith("/console/approvals/")
    shown = owner.get(page).content.decode()
    assert "0012 3456" in shown
    assert "SAMPAGUITA CLINIC" in shown
    assert not ReceivingAccount.objects.exists()
    second_yes("admin")
    assert Proposal.objects.get().state == "approved"
    settings = owner.get("/console/settings/receiving/").content.decode()
    assert "0012 3456" in settings
    assert "SAMPAGUITA CLINIC" in settings


def test_one_person_closes_it(owner: Client) -> None:
    account = make_receiving()
    press(owner, f"/console/settings/receiving/{account.public_id}/closure/")
    assert not ReceivingAccount.objects.open().exists()
    assert "Closed" in owner.get("/console/settings/receiving/").content.decode()


def till_of(attempt: Attempt) -> str:
    return f"/console/invoices/{attempt.payment.targets.get().target_ref}/payments/new/"


def test_cash_is_taken_in_one_step_once_the_awaited_transfer_is_called_off(owner: Client) -> None:
    quiet = begin_transfer(make_invoice(make_customer("Ana Reyes")))
    page = till_of(quiet)
    assert quiet.code in owner.get(page).content.decode()
    refused = send(owner, page, channel="cash", amount="1,500.00")
    assert refused.status_code == 422
    assert "Call it off first" in refused.content.decode()
    quiet.refresh_from_db()
    assert (quiet.state, Payment.objects.count()) == ("sent", 1)
    sent = fill(owner, page, channel="cash", amount="1,500.00", call_off="on")
    assert {owner.post(page, sent).status_code for _again in range(2)} == {302}
    quiet.refresh_from_db()
    assert quiet.state == "cancelled"
    assert [one.captured_minor for one in Payment.objects.filter(channel="cash")] == [150_000]


def test_a_transfer_begun_while_the_cashier_counts_is_told_of(owner: Client) -> None:
    invoice = make_invoice()
    page = f"/console/invoices/{invoice.public_id}/payments/new/"
    sent = fill(owner, page, channel="cash", amount="1,500.00")
    assert "call_off" not in owner.get(page).content.decode()
    quiet = begin_transfer(invoice)
    answer = owner.post(page, sent)
    assert (answer.status_code, quiet.code in answer.content.decode()) == (422, True)
    assert owner.post(page, sent | {"call_off": "on"}).status_code == 302
    assert Payment.objects.get(channel="cash").captured_minor == 150_000


def test_no_cash_is_taken_before_somebody_looked_at_a_proof(owner: Client, attempt: Attempt) -> None:
    page = till_of(attempt)
    shown = owner.get(page).content.decode()
    assert "call_off" not in shown
    assert page_of(attempt) in shown
    answer = send(owner, page, channel="cash", amount="1,500.00", call_off="on")
    assert answer.status_code == 409
    assert "Look at it first" in answer.content.decode()
    attempt.refresh_from_db()
    assert (attempt.state, Payment.objects.count()) == ("sent", 1)


def test_money_of_a_transfer_that_was_called_off_for_cash_becomes_credit(owner: Client) -> None:
    quiet = begin_transfer(make_invoice())
    send(owner, till_of(quiet), channel="cash", amount="1,500.00", call_off="on")
    send(owner, f"{page_of(quiet)}confirmation/", bank_reference="LINE-9", amount="1,500.00", seen_on=today())
    assert balances.credit_of(quiet.customer_ref) == 150_000
