"""A gateway's statement beside the books, through the console's page."""

from __future__ import annotations

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
from tiwala.payments.models import Attempt


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
