"""Paybacks and refunds in their vendor's terms, through the console's pages and the payer's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from tests.makers import make_invoice
from tests.payback_makers import token_in_letter
from tests.payment_makers import captured, make_account
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.approvals.models import Proposal
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in
from tiwala.payments.models import Attempt, Payback, Payment, Refund


@pytest.fixture
def scripted(db: None) -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        yield gateway


@pytest.fixture
def paid(scripted: ScriptedGateway) -> Attempt:
    attempt = captured(make_invoice(), account=make_account("scripted"))
    Payment.objects.update(method="qrph")
    attempt.payment.refresh_from_db()
    return attempt


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def refund_page(attempt: Attempt) -> str:
    return f"/console/payments/{attempt.payment.public_id}/refunds/new/"


def test_what_cannot_go_back_is_said_and_not_offered(owner: Client, paid: Attempt) -> None:
    page = text(owner, refund_page(paid))
    assert "cannot give money back" in page
    assert 'value="gateway"' not in page
    assert 'value="transfer"' in page


def test_until_which_day_it_can_is_said(owner: Client, paid: Attempt) -> None:
    Payment.objects.update(method="card")
    assert "All or a part can go back by" in text(owner, refund_page(paid))


def test_a_part_on_the_day_of_capture_is_refused_early_and_offered_for_tomorrow(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    Payment.objects.update(method="card")
    scripted.can = replace(
        scripted.can, methods=tuple(replace(one, same_day_void=True) for one in scripted.can.methods)
    )
    page = refund_page(paid)
    assert "Today only the whole payment can go back" in text(owner, page)
    refused = send(owner, page, amount="10.00", to="gateway", reason="late")
    assert refused.status_code == 409
    assert "choose tomorrow instead" in refused.content.decode()
    made = send(owner, page, amount="10.00", to="gateway", reason="late", is_later="on")
    refund = Refund.objects.get()
    assert (refund.state, made.headers["Location"]) == ("waiting", f"/console/refunds/{refund.public_id}/")
    assert "It leaves tomorrow" in text(owner, made.headers["Location"])
    assert press(owner, f"/console/refunds/{refund.public_id}/calling-off/").status_code == 302
    assert "called off" in text(owner, f"/console/refunds/{refund.public_id}/")


def test_the_whole_way_by_pages(owner: Client, paid: Attempt) -> None:
    payer, other = Client(), come_in("admin")
    here = send(owner, refund_page(paid), amount="1,500.00", to="transfer", reason="returned").headers["Location"]
    payback = Payback.objects.get()
    link = f"/payback/{token_in_letter(payback)}/"
    account = {"bank": "bdo", "name": "Ana Reyes", "number": "0012345678"}
    wrong = payer.post(link, {**account, "again": "0012345679"})
    assert wrong.status_code == 422
    assert "The two numbers differ" in wrong.content.decode()
    assert payer.post(link, {**account, "again": "00-1234-5678"}).status_code == 200
    confirm = f"/payback/confirmations/{token_in_letter(payback)}/"
    shown = text(payer, confirm)
    assert "BDO Unibank •••• 5678" in shown
    assert "0012345678" not in shown
    payback.refresh_from_db()
    assert payback.state == "given"  # a mail program that opens links confirms nothing
    assert payer.post(confirm).status_code == 200
    assert payer.get(confirm).status_code == 404
    waits = send(owner, f"{here}approval/").headers["Location"]
    proposal = Proposal.objects.get()
    assert waits == f"/console/approvals/{proposal.public_id}/"
    seen = text(other, waits)
    assert "BDO Unibank •••• 5678" in seen
    assert "0012345678" not in seen
    assert send(other, f"{waits}decision/", verdict="approve").status_code == 302
    assert "0012345678" not in text(owner, here)
    assert "0012345678" in text(owner, f"{here}payment/")
    assert send(owner, f"{here}payment/", bank_reference="PN-1234").status_code == 302
    page = text(owner, here)
    assert "PN-1234" in page
    assert "0012345678" not in page
    assert payer.get(link).status_code == 404


def test_wrong_links_are_one_and_the_same_404(paid: Attempt) -> None:
    pages = {Client().get(f"/payback/{word}/").content for word in ("x", "x" * 43, "x" * 2000)}
    assert len({page.count(b"<") for page in pages}) == 1
    assert Client().get("/payback/confirmations/nothing/").status_code == 404


def test_support_sees_the_queue_and_no_number(paid: Attempt, owner: Client) -> None:
    here = send(owner, refund_page(paid), amount="1.00", to="transfer", reason="returned").headers["Location"]
    client = come_in("support")
    assert "Wait for an account" in text(client, "/console/paybacks/")
    assert text(client, here)
    for verb in ("payment", "approval", "end", "return"):
        assert client.get(f"{here}{verb}/").status_code == 403
