"""A gateway's statement beside the books, through the console's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.console.tests.forms import fill
from tiwala.console.tests.people import come_in
from tiwala.gateways.port import StatementLine
from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, BookedLine


@pytest.fixture
def scripted(db: None) -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        yield gateway


@pytest.fixture
def paid(scripted: ScriptedGateway) -> Attempt:
    return captured(make_invoice(), account=make_account("scripted"))


@pytest.fixture
def owner(paid: Attempt) -> Client:
    return come_in("owner")


def page_of(paid: Attempt) -> str:
    return f"/console/settings/gateways/{paid.gateway_account_ref}/statement/"


def test_a_day_of_theirs_is_compared_and_the_account_leads_there(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    page = page_of(paid)
    assert page in owner.get(page.replace("statement/", "setup/")).content.decode()
    line = StatementLine("l1", "payment", clock.now(), paid.amount, Money(500, "PHP"), paid.amount, paid.key)
    scripted.says["statement"] = [[replace(line, net=paid.amount - line.fee)]]
    shown = owner.post(page, fill(owner, page, day=clock.today("Asia/Manila").isoformat())).content.decode()
    assert "Everything agrees" in shown
    assert "₱5.00" in shown


def test_a_file_is_compared_where_they_give_no_statement(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    scripted.can = replace(scripted.can, gives_statement=False)
    page = page_of(paid)
    assert 'name="day"' not in owner.get(page).content.decode()
    file = SimpleUploadedFile("report.csv", f"Ref. No.,Gross,<b>\n{paid.reference},1.00,<script>".encode())
    shown = owner.post(page, {**fill(owner, page, columns="Ref. No. = reference"), "file": file}).content.decode()
    assert "1 thing to look at" in shown
    assert "Another amount here" in shown
    assert "<script>" not in shown


@pytest.mark.parametrize("given", [b"\xff\xfe\x00", b"a,b\n1,2", b"x" * 4_000_001])
def test_what_is_no_report_is_said_beside_its_field(owner: Client, paid: Attempt, given: bytes) -> None:
    page = page_of(paid)
    answer = owner.post(page, {**fill(owner, page), "file": SimpleUploadedFile("r.csv", given)})
    assert answer.status_code == 422
    assert owner.post(page, fill(owner, page)).status_code == 422


def test_fees_and_payouts_are_booked_after_they_were_shown(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    page, payouts = page_of(paid), page_of(paid).replace("statement/", "payouts/")
    assert "Nothing is booked yet" in owner.get(payouts).content.decode()
    text = f"reference,amount,fee,kind\n{paid.reference},{paid.amount.decimal},15.00,payment\npo_1,100.00,,payout"
    shown = owner.post(page, fill(owner, page, lines=text)).content.decode()
    assert 'name="key"' in shown, "the form that books is whole"
    assert "fees of ₱15.00, payouts of ₱100.00" in shown
    assert not BookedLine.objects.exists()
    for _ in range(2):
        booked = owner.post(page, fill(owner, page, lines=text, book="on")).content.decode()
        assert BookedLine.objects.count() == 2
    assert "Is booked: 2" in booked
    shown = owner.get(payouts).content.decode()
    assert all(words in shown for words in ("₱15.00", "₱100.00", "₱1,385.00", "po_1", "Fee of the gateway"))


def test_what_waits_for_a_persons_word_is_booked_by_the_tick(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    page = page_of(paid)
    text = "reference,amount,kind\nmonthly_11,15.00,fee"
    shown = owner.post(page, fill(owner, page, lines=text)).content.decode()
    mark = re.search(r'name="decided" value="(\w{64})"', shown)
    assert mark is not None
    assert "Waits for your word: 1" in shown
    owner.post(page, fill(owner, page, lines=text, book="on"))
    assert not BookedLine.objects.exists()
    owner.post(page, fill(owner, page, lines=text, book="on", decided=mark[1]))
    assert BookedLine.objects.get().fee_minor == 1_500


def test_a_long_file_is_chosen_once_more(owner: Client, paid: Attempt) -> None:
    page = page_of(paid)
    rows = [f"their_{number},1.00,,{'x' * 100}" for number in range(2_000)]
    text = "\n".join(["reference,amount,fee,x", f"{paid.reference},{paid.amount.decimal},1.00,", *rows])
    file = SimpleUploadedFile("report.csv", text.encode())
    shown = owner.post(page, {**fill(owner, page), "file": file}).content.decode()
    assert "Book the fees and payouts" in shown
    assert 'name="file"' in shown
    assert len(shown) < 400_000


def test_a_booked_line_is_taken_back_with_a_reason(owner: Client, paid: Attempt) -> None:
    page = page_of(paid)
    text = f"reference,amount,fee\n{paid.reference},{paid.amount.decimal},15"
    owner.post(page, fill(owner, page, lines=text, book="on"))
    line = BookedLine.objects.get()
    door = page.replace("statement/", f"payouts/{line.public_id}/counter-entry/")
    other = door.replace(paid.gateway_account_ref, make_account("scripted").public_id)
    assert owner.get(other).status_code == 404
    assert owner.post(door, fill(owner, door)).status_code == 422
    assert owner.post(door, fill(owner, door, reason="Wrong account")).status_code == 302
    shown = owner.get(page.replace("statement/", "payouts/")).content.decode()
    assert "Was taken back" in shown
    assert "Wrong account" in shown
