"""Disputes through the console's pages: seen with their clocks, written down, answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.dispute_makers import dispute, run_jobs, told
from tests.makers import make_invoice
from tests.payment_makers import apply, approved, captured, make_account, start_facts
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in
from tiwala.gateways import outcomes as o
from tiwala.gateways.port import AnswerRefused
from tiwala.invoicing.models import Document
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.models import Attempt, Dispute


@pytest.fixture
def scripted(db: None) -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        yield gateway


@pytest.fixture
def paid(scripted: ScriptedGateway) -> Attempt:
    return captured(make_invoice(), account=make_account("scripted"))


@pytest.fixture
def only_told(scripted: ScriptedGateway) -> None:
    scripted.can = replace(scripted.can, disputes="told", answers_disputes=False)


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_and_the_page_show_how_much_time_is_left(owner: Client, paid: Attempt) -> None:
    found = dispute(paid, answer_by=clock.now() + timedelta(days=2, hours=1))
    for page in ("/console/disputes/", f"/console/disputes/{found.public_id}/"):
        assert "2 days left" in text(owner, page)
        assert "₱1,500.00" in text(owner, page)
    with clock.hold(clock.now() + timedelta(days=3)):
        assert "too late" in text(come_in("admin"), "/console/disputes/")


def test_a_disputed_payment_says_so_and_offers_no_refund(owner: Client, paid: Attempt) -> None:
    found = dispute(paid)
    page = text(owner, f"/console/payments/{paid.payment.public_id}/")
    assert f"/console/disputes/{found.public_id}/" in page
    assert "refunds/new/" not in page
    refused = send(
        owner,
        f"/console/payments/{paid.payment.public_id}/refunds/new/",
        amount="1.00",
        to="credit",
        reason="x",
    )
    assert refused.status_code == 409
    assert "would give it twice" in refused.content.decode()


def test_an_answer_goes_through_the_gateway(owner: Client, paid: Attempt, scripted: ScriptedGateway) -> None:
    found = dispute(paid)
    page = f"/console/disputes/{found.public_id}/answers/new/"
    assert send(owner, page, text="Delivered, signed for.", how="gateway").status_code == 302
    assert scripted.called("answer_dispute")[0][1] == "Delivered, signed for."
    assert "Delivered, signed for." in text(owner, f"/console/disputes/{found.public_id}/")


def test_an_answer_that_is_not_taken_is_said_and_what_was_typed_stays(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    found = dispute(paid)
    scripted.says["answer_dispute"] = [AnswerRefused("closed")]
    answer = send(owner, f"/console/disputes/{found.public_id}/answers/new/", text="Long words", how="gateway")
    assert answer.status_code == 409
    assert "did not take the answer" in answer.content.decode()
    assert "Long words" in answer.content.decode()


@pytest.mark.usefixtures("only_told")
def test_a_dispute_told_by_mail_is_written_down_and_followed(owner: Client, paid: Attempt) -> None:
    page = f"/console/payments/{paid.payment.public_id}/disputes/new/"
    facts = {"reference": "CB-77", "amount": "1,500.00", "state": "needs_answer", "answer_by": "2099-01-31"}
    made = send(owner, page, **facts, fee="800", reason="not received", is_taken="on").headers["Location"]
    found = Dispute.objects.get()
    assert made == f"/console/disputes/{found.public_id}/"
    assert (found.held_minor, found.fee_minor) == (150_000, 80_000)
    assert 'value="gateway"' not in text(owner, f"{made}answers/new/")
    assert send(owner, f"{made}news/", state="lost", is_taken="on").status_code == 302
    found.refresh_from_db()
    assert (found.state, found.held_minor, found.fee_minor) == ("lost", 150_000, 80_000)
    assert owner.get(f"{made}news/").status_code == 409


@pytest.mark.usefixtures("only_told")
@pytest.mark.parametrize(
    "wrong", [{"reference": ""}, {"amount": "0"}, {"amount": "1,500.01"}, {"state": "moon"}, {"answer_by": "soon"}]
)
def test_what_cannot_be_is_said_beside_its_field(owner: Client, paid: Attempt, wrong: dict[str, str]) -> None:
    page = f"/console/payments/{paid.payment.public_id}/disputes/new/"
    facts = {"reference": "CB-77", "amount": "1,500.00", "state": "needs_answer"} | wrong
    assert send(owner, page, **facts).status_code == 422
    assert not Dispute.objects.exists()


IMPORT = "/console/disputes/import/"


@pytest.mark.usefixtures("only_told")
def test_a_list_is_looked_over_then_taken_in_and_again_changes_nothing(owner: Client, paid: Attempt) -> None:
    other = captured(make_invoice(), account=make_account("scripted"))
    lines = "\n".join(
        [
            "payment,reference,amount,state,answer by,fee,reason",
            f'{paid.payment.public_id},CB-1,"1,500.00",needs_answer,2099-01-31,800,<b>not received</b>',
            f"{other.reference},CB-2,1500,won,,,",
            f"{paid.payment.public_id},CB-3,9999,lost,,,",
            "pay_nobody,CB-4,1,lost,,,",
            "nonsense",
        ]
    )
    for again in (False, True):
        shown = owner.post(IMPORT, fill(owner, IMPORT, lines=lines)).content.decode()
        assert "3 lines are left out" in shown
        assert "<b>not" not in shown
        assert ("Take in 2 lines" in shown, "Nothing in it is new" in shown) == (not again, again)
        assert Dispute.objects.count() == 2 * again
        went = owner.post(f"{IMPORT}lines/", {"lines": lines})["Location"]
        assert went.startswith(f"{IMPORT}dsl_") != again
        if not again:
            page = text(owner, went)
            assert "0 of 2 lines" in page
            assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
            assert f'hx-get="{went}"' in page
            run_jobs(went.split("/")[-2])
            part = owner.get(went, headers={"HX-Request": "true"}).content.decode()
            assert "Lines taken in: 2 of 2." in part
            assert ("hx-get" in part, "<html" in part) == (False, False)
            assert "refresh" not in text(owner, went)
    assert sorted(Dispute.objects.values_list("reference", "state")) == [("CB-1", "needs_answer"), ("CB-2", "won")]
    assert "Nothing in it is new." in text(owner, "/console/disputes/")


@pytest.mark.usefixtures("only_told")
def test_a_file_of_theirs_is_read_and_what_is_none_is_refused_in_words(owner: Client, paid: Attempt) -> None:
    good = f"Dispute ID,Charge ID,Amount,Status\r\ndp_1,{paid.reference},1500.00,needs_response\r\n".encode("utf-8-sig")
    for bytes_, says in (
        (good, "Take in 1 line"),
        (b"\xff\xfe\x00", "This is no text"),
        (b"%PDF-1.4\0", "cannot be read as a list"),
        (b"x" * 400_001, "too large"),
        (b"", "empty"),
    ):
        sent = fill(owner, IMPORT) | {"file": SimpleUploadedFile("report.csv", bytes_)}
        assert says in owner.post(IMPORT, sent).content.decode()
    assert "Choose a file" in send(owner, IMPORT, lines=" ").content.decode()
    assert not Dispute.objects.exists()


def test_a_line_that_is_refused_later_is_told_on_the_lists_page(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    scripted.says["look_up_dispute"] = [o.Unknown(o.Why.NOT_FOUND)]
    went = owner.post(f"{IMPORT}lines/", {"lines": f"{paid.reference},CB-1,1500,won"})["Location"]
    run_jobs(went.split("/")[-2])
    page = text(owner, went)
    assert "Line 1: " in page
    assert "knows no dispute" in page
    assert "Lines taken in: 0 of 1." in page
    assert come_in("cashier").get(went).status_code == 403
    assert owner.get(f"{IMPORT}dsl_nothing/").status_code == 404
    assert owner.post(f"{IMPORT}lines/", {"lines": ""})["Location"] == IMPORT


@pytest.mark.usefixtures("only_told")
def test_of_money_at_two_accounts_it_is_asked_which_tells_of_it(owner: Client, scripted: ScriptedGateway) -> None:
    one, two = make_account("scripted"), make_account("scripted")
    scripted.says["start"] = [o.Unknown(o.Why.NOT_SENT)] * 2 + [o.NeedsPayer("https://x.example/pay", "chk_2")]
    second = start_payment(start_facts(make_invoice(), account=one, others=(two.public_id,)), by=SYSTEM)
    first = Attempt.objects.earliest("id")
    apply(second, approved(second))
    page = f"/console/payments/{second.payment.public_id}/disputes/new/"
    assert "The account that tells of it" not in text(owner, page)
    apply(first, approved(first, reference="chk_1"))
    asked = text(owner, page)
    assert "The account that tells of it" in asked
    assert all(f"Trial ({account.external_id})" in asked for account in (one, two))
    said = {"reference": "CB-1", "amount": "1500.00", "state": "needs_answer"}
    assert "This field is required." in send(owner, page, **said).content.decode()
    send(owner, page, **said, account=two.public_id)
    found = Dispute.objects.get()
    assert found.gateway_account_ref == two.public_id
    send(owner, f"/console/disputes/{found.public_id}/news/", state="lost")
    assert (Dispute.objects.get().state, Dispute.objects.get().gateway_account_ref) == ("lost", two.public_id)


def test_staff_may_have_the_gateways_asked_at_once(owner: Client, paid: Attempt, scripted: ScriptedGateway) -> None:
    scripted.can = replace(scripted.can, lists_disputes=True)
    assert "asked for new ones every hour" in text(owner, "/console/disputes/")
    owner.post("/console/disputes/search/", {"key": "x"})
    assert ProcrastinateJob.objects.filter(task_name="payments.find_disputes").count() == 1


def test_the_gateway_is_asked_from_the_page(owner: Client, paid: Attempt, scripted: ScriptedGateway) -> None:
    found = dispute(paid)
    scripted.says["look_up_dispute"] = [told(paid, "won")]
    assert press(owner, f"/console/disputes/{found.public_id}/questions/").status_code == 302
    assert "The money is ours" in text(owner, f"/console/disputes/{found.public_id}/")


def test_a_gateway_that_knows_no_such_dispute_opens_none(
    owner: Client, paid: Attempt, scripted: ScriptedGateway
) -> None:
    scripted.says["look_up_dispute"] = [o.Unknown(o.Why.NOT_FOUND), o.Unknown(o.Why.LINE_BROKE)]
    page = f"/console/payments/{paid.payment.public_id}/disputes/new/"
    for words in ("knows no dispute", "still being asked"):
        answer = send(owner, page, reference="CB-1", amount="1.00", state="lost")
        assert answer.status_code in (409, 422)
        assert words in answer.content.decode()
    assert not Dispute.objects.exists()


def test_support_looks_and_does_not_answer(paid: Attempt) -> None:
    found, client = dispute(paid), come_in("support")
    page = text(client, f"/console/disputes/{found.public_id}/")
    assert "answers/new/" not in page
    assert client.post(f"/console/disputes/{found.public_id}/answers/new/", {}).status_code == 403


def test_the_evidence_pack_is_made_in_the_language_that_is_chosen(owner: Client, paid: Attempt) -> None:
    found = dispute(paid)
    page = f"/console/disputes/{found.public_id}/"
    assert "Make it in English" in text(owner, page)
    for language in ("en", "fil"):
        assert press(owner, f"{page}packs/", language=language).status_code == 302
    assert press(owner, f"{page}packs/", language="xx").status_code == 302
    names = list(Document.objects.filter(owner_ref=found.public_id).order_by("id").values_list("name", flat=True))
    assert [name.split("-")[-1] for name in names] == ["en.pdf", "fil.pdf"]
