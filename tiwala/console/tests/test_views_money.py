"""Payments, refunds and credit through the console's pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_customer, make_gateway, make_invoice
from tests.payment_makers import apply, approved, begin, make_account, promise, start_facts
from tests.scripted_gateway import registered
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in
from tiwala.console.tests.world import pay
from tiwala.gateways import outcomes as o
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts, issue_receipt
from tiwala.kit.actor import SYSTEM
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.queries import live_attempt_for
from tiwala.tasks.actions.raise_task import raise_task
from tiwala.tasks.models import Task


def test_a_refund_needs_a_way_and_a_reason_and_happens_once(owner: Client) -> None:
    payment = pay(make_invoice(), 150_000)
    page = f"/console/payments/{payment.public_id}/refunds/new/"
    assert send(owner, page, amount="10.00", reason="Too much").status_code == 422
    assert send(owner, page, amount="10.00", to="cash", reason="").status_code == 422
    sent = fill(owner, page, amount="500.00", to="cash", reason="Too much")
    pages = {owner.post(page, sent).headers["Location"] for _again in range(2)}
    refund = Refund.objects.get()
    assert pages == {f"/console/refunds/{refund.public_id}/"}
    assert (refund.state, refund.amount_minor) == ("done", 50_000)
    assert "Too much" in owner.get(pages.pop()).content.decode()


def test_never_more_goes_back_than_came(owner: Client) -> None:
    payment = pay(make_invoice(), 150_000)
    page = f"/console/payments/{payment.public_id}/refunds/new/"
    answer = send(owner, page, amount="1,500.01", to="credit", reason="Wrong")
    assert answer.status_code == 409
    assert "more than what is left of this payment" in answer.content.decode()
    assert not Refund.objects.exists()


def test_counted_cash_is_not_given_back_through_a_gateway(owner: Client) -> None:
    payment = pay(make_invoice(), 150_000)
    page = f"/console/payments/{payment.public_id}/refunds/new/"
    assert 'value="gateway"' not in owner.get(page).content.decode()
    assert send(owner, page, amount="1.00", to="gateway", reason="x").status_code == 422


def test_of_two_tries_that_were_both_paid_one_is_chosen(owner: Client) -> None:
    with registered() as gateway:
        gateway.says["start"] = [o.Unknown(o.Why.NOT_SENT)] * 2 + [o.NeedsPayer("https://x.example/", "chk_2")]
        gateway.says["refund"] = [lambda asked: o.RefundDone("rfd_1", asked.amount)]
        accounts = [make_account("scripted") for _ in range(2)]
        others = (accounts[1].public_id,)
        second = start_payment(start_facts(make_invoice(), account=accounts[0], others=others), by=SYSTEM)
        first = Attempt.objects.order_by("id")[0]
        apply(second, approved(second))
        apply(first, approved(first, reference="chk_1"))
        page = f"/console/payments/{second.payment.public_id}/refunds/new/"
        shown = owner.get(page).content.decode()
        assert "This was paid twice" in shown
        assert shown.count('name="attempt"') == 2
        sent = fill(owner, page, to="gateway", reason="Paid twice", attempt=second.public_id)
        assert sent["amount"] == "1,500.00"
        where = owner.post(page, sent)["Location"]
        assert [one.reference for one in gateway.called("refund")] == ["chk_2"]
        assert accounts[1].label in owner.get(where).content.decode()
        assert 'name="attempt"' not in owner.get(page).content.decode()


def test_credit_pays_an_open_invoice_once(owner: Client) -> None:
    ana = make_customer()
    pay(make_invoice(ana), 200_000)
    waiting = make_invoice(ana)
    page = f"/console/customers/{ana.public_id}/credit/"
    sent = fill(owner, page, invoice=waiting.public_id, amount="500.00")
    assert {owner.post(page, sent).status_code for _again in range(2)} == {302}
    assert balances.credit_of(ana.public_id) == 0
    assert balances.open_amount(waiting.public_id) == 100_000


def test_credit_is_not_used_for_somebody_elses_invoice(owner: Client) -> None:
    ana = make_customer()
    pay(make_invoice(ana), 200_000)
    bens = make_invoice(make_customer("Ben Cruz"))
    page = f"/console/customers/{ana.public_id}/credit/"
    assert send(owner, page, invoice=bens.public_id, amount="500.00").status_code == 422
    assert balances.credit_of(ana.public_id) == 50_000


def test_asking_about_counted_cash_changes_nothing(owner: Client) -> None:
    payment = pay(make_invoice(), 150_000)
    attempt = Attempt.objects.get()
    back = press(owner, f"/console/attempts/{attempt.public_id}/questions/")
    assert back.headers["Location"] == f"/console/payments/{payment.public_id}/"
    attempt.refresh_from_db()
    assert attempt.state == "captured"


def test_money_that_matched_has_nothing_to_decide(owner: Client) -> None:
    pay(make_invoice(), 150_000)
    page = f"/console/attempts/{Attempt.objects.get().public_id}/decision/"
    answer = send(owner, page, to="credit", reason="Because")
    assert answer.status_code == 409


@pytest.mark.parametrize("role", ["cashier", "auditor", "support"])
def test_who_may_not_refund_finds_no_door_to_it(role: str) -> None:
    payment = pay(make_invoice(), 150_000)
    client = come_in(role)
    assert "/refunds/new/" not in client.get(f"/console/payments/{payment.public_id}/").content.decode()
    assert client.post(f"/console/payments/{payment.public_id}/refunds/new/", {}).status_code == 403
    assert not Refund.objects.exists()


def test_money_asks_for_the_password_again_after_a_while(owner: Client) -> None:
    from datetime import timedelta

    from tiwala.kit import clock

    payment = pay(make_invoice(), 150_000)
    page = f"/console/payments/{payment.public_id}/refunds/new/"
    with clock.hold(clock.now() + timedelta(minutes=6)):
        for answer in (owner.get(page), owner.post(page, {})):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/account/reauthenticate/")
        assert owner.get(f"/console/payments/{payment.public_id}/").status_code == 200


def test_filters_and_marks_that_are_none_show_the_list(owner: Client) -> None:
    pay(make_invoice(), 150_000)
    for query in ("state=zzz", "from=%00", "from=zz", "customer=%00x", "state=captured&from=" + "f" * 32):
        assert owner.get(f"/console/payments/?{query}").status_code == 200


def test_money_nobody_was_asked_for_is_given_to_whom_it_belongs(owner: Client) -> None:
    ana, account = make_customer(), make_gateway()
    older, newer = make_invoice(ana), make_invoice(ana)
    source = f"{account.public_id}:chk_stranger"
    a_stranger_pays(source, account.public_id)
    page = f"/console/tasks/{Task.objects.get().public_id}/owner/"
    assert ana.public_id in owner.get(page).content.decode()
    door = f"{page}{ana.public_id}/"
    assert send(owner, door, reason="").status_code == 422
    sent = fill(owner, door, invoices=[newer.public_id, older.public_id], reason="They called")
    assert owner.post(door, sent).status_code == 302
    assert balances.open_amount(older.public_id) == 0
    assert balances.open_amount(newer.public_id) == 50_000
    assert Task.objects.get().state == "done"
    assert owner.post(door, sent).status_code in (409, 422)


def test_a_try_nobody_ever_explained_is_given_up_from_its_task(owner: Client) -> None:
    attempt = begun()
    page = f"/console/payments/{attempt.payment.public_id}/"
    door = f"/console/attempts/{attempt.public_id}/abandonment/"
    assert door not in owner.get(page).content.decode()
    assert send(owner, door, reason="In a hurry").status_code == 409
    Attempt.objects.filter(pk=attempt.pk).update(next_ask_at=None)
    raise_task("unknown_too_long", attempt.public_id, by=SYSTEM, summary_facts={"asks": 14})
    task = Task.objects.get()
    assert door in owner.get(page).content.decode()
    assert door in owner.get(f"/console/tasks/{task.public_id}/").content.decode()
    assert send(owner, door, reason="").status_code == 422
    sent = fill(owner, door, reason="The gateway closed down")
    assert {owner.post(door, sent).headers["Location"] for _again in range(2)} == {page}
    attempt.refresh_from_db()
    task.refresh_from_db()
    assert (attempt.state, task.state) == ("cancelled", "done")
    assert live_attempt_for(attempt.payment.targets.get().target_ref) is None


def test_support_handles_tasks_but_decides_about_no_money(db: None) -> None:
    attempt, support = begun(), come_in("support")
    Attempt.objects.filter(pk=attempt.pk).update(next_ask_at=None)
    raise_task("unknown_too_long", attempt.public_id, by=SYSTEM, summary_facts={"asks": 14})
    task = Task.objects.get()
    assert "/abandonment/" not in support.get(f"/console/tasks/{task.public_id}/").content.decode()
    assert press(support, f"/console/tasks/{task.public_id}/claim/").status_code == 302
    for door in ("abandonment", "decision"):
        assert support.post(f"/console/attempts/{attempt.public_id}/{door}/", {}).status_code == 403
    assert support.get(f"/console/tasks/{task.public_id}/owner/").status_code == 403


def begun() -> Attempt:
    """A try just begun at the sandbox's bank, its first question still to come."""
    return promise(make_invoice(), account=make_account())


@action
def a_stranger_pays(source: str, account_ref: str) -> None:
    """₱2,500.00 at the gateway that belongs to no try of ours."""
    money = Money(250_000, "PHP")
    post_entry(postings.unmatched(source, postings.money_account("online", account_ref), money), by=SYSTEM)
    raise_task("unmatched_money", source, by=SYSTEM, summary_facts={**money.as_json(), "method": "card"})


def test_a_task_says_in_words_what_came_and_what_was_asked(owner: Client) -> None:
    attempt = promise(make_invoice())
    apply(attempt, approved(attempt, amount=Money(139_900, "PHP")))
    task, door = Task.objects.get(), f"/console/attempts/{attempt.public_id}/decision/"
    page = owner.get(f"/console/tasks/{task.public_id}/").content.decode()
    for words in ("What came", "₱1,399.00", "Asked for", "₱1,500.00", "What differs", "the amount"):
        assert words in page
    assert "amount_minor" not in page
    assert "What came: ₱1,399.00" in owner.get("/console/tasks/").content.decode()
    payment = owner.get(f"/console/payments/{attempt.payment.public_id}/").content.decode()
    assert door in payment
    decision = owner.get(door).content.decode()
    for words in ("₱1,399.00", "₱1,500.00", "INV-", "Ana Reyes"):
        assert words in decision


def test_a_refund_leads_to_its_document(owner: Client) -> None:
    invoice = make_invoice()
    ref = pay(invoice, 150_000).public_id
    page = send(owner, f"/console/payments/{ref}/refunds/new/", amount="500.00", to="cash", reason="Too much")[
        "Location"
    ]
    refund = Refund.objects.get().public_id
    assert "being written" in owner.get(page).content.decode()
    paper = issue_receipt(ReceiptFacts("refund", refund, ref, invoice.customer_ref, 50_000, "PHP", "cash"), by=SYSTEM)
    shown = owner.get(page).content.decode()
    assert paper.number_text in shown
    assert f"/console/documents/{paper.public_id}/refund_pdf/" in shown


def test_a_rail_that_cannot_return_money_is_not_offered_as_the_way_back(owner: Client) -> None:
    with registered():
        account = make_account("scripted")
        for method, is_offered in (("otc", False), ("card", True)):
            attempt = begin(make_invoice(), account=account, method=method)
            apply(attempt, approved(attempt, method=method))
            page = owner.get(f"/console/payments/{attempt.payment.public_id}/refunds/new/").content.decode()
            assert ('value="gateway"' in page) is is_offered
            assert ("cannot give money back" in page) is not is_offered
            assert "What it is about" in page
