"""/api/v1/disputes, /paybacks and /transfers: all money is seen, and nobody's account."""

from __future__ import annotations

import pytest

from tests.dispute_makers import dispute
from tests.makers import make_customer, make_invoice
from tests.payment_makers import captured, make_account
from tests.scripted_gateway import registered
from tests.transfer_makers import begin_transfer, seen, show_proof
from tiwala.api.tests.caller import Caller, code
from tiwala.console.tests.world import pay
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.money import Money
from tiwala.payments.actions.ask_for_payback import ask_for_payback
from tiwala.payments.facts import PaybackFacts
from tiwala.payments.models import Dispute, Payback
from tiwala.transfers.actions.confirm_transfer import confirm_transfer

CASHIER = Actor("person", "usr_cashier", permissions=frozenset({"payment.view", "payment.record_cash"}), is_staff=True)


def make_dispute(state: str = "needs_answer") -> Dispute:
    with registered():
        return dispute(captured(make_invoice(), account=make_account("scripted")), state)


def make_payback(key: str = "k") -> Payback:
    payment = pay(make_invoice(make_customer("Ana Reyes", email="ana@example.ph")), 150_000)
    return ask_for_payback(PaybackFacts(payment.public_id, Money(50_000, "PHP"), "Late", key), by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_dispute_is_seen_with_its_money_and_its_clock(shop: Caller) -> None:
    found = make_dispute()
    said = shop.get(f"/disputes/{found.public_id}").json()
    assert (said["payment"], said["reference"], said["state"]) == (
        found.payment.public_id,
        found.reference,
        "needs_answer",
    )
    assert said["held"] == said["amount"] == {"amount_minor": 150_000, "currency": "PHP"}
    assert said["fee"]["amount_minor"] == 50_000
    assert said["answer_by"]
    assert shop.get("/disputes").json()["items"] == [said]
    for ask, count in (
        ({"state": "lost"}, 0),
        ({"payment": found.payment.public_id}, 1),
        ({"customer": found.customer_ref, "state": "needs_answer"}, 1),
        ({"payment": ids.encode("pay", ids.uuid7())}, 0),
    ):
        assert len(shop.get("/disputes", **ask).json()["items"]) == count


@pytest.mark.django_db(transaction=True)
def test_lists_go_on_by_their_own_cursor(shop: Caller) -> None:
    for number in range(3):
        make_dispute()
        make_payback(f"k{number}")
    for path in ("/disputes", "/paybacks"):
        first = shop.get(path, limit=2).json()
        rest = shop.get(path, limit=2, cursor=first["next_cursor"]).json()
        assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, "")
        assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
        other = "/paybacks" if path == "/disputes" else "/disputes"
        assert code(shop.get(other, cursor=first["next_cursor"])) == (422, "bad_cursor")


def test_a_payback_is_seen_and_the_payers_account_is_not(shop: Caller) -> None:
    made = make_payback()
    answer = shop.get(f"/paybacks/{made.public_id}")
    said = answer.json()
    assert (said["state"], said["refund"], said["amount"]["amount_minor"]) == ("asked", "", 50_000)
    assert not {"account", "masked", "token_hash", "confirmed_by"} & said.keys()
    assert "ana@example.ph" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_transfer_is_seen_from_the_promise_to_the_banks_line(shop: Caller) -> None:
    attempt = begin_transfer(make_invoice())
    (said,) = shop.get("/transfers").json()["items"]
    assert (said["state"], said["proof_waits"], said["seen"], said["reference"]) == ("sent", False, None, attempt.code)
    show_proof(attempt)
    assert shop.get(f"/transfers/{said['id']}").json()["proof_waits"] is True
    confirm_transfer(seen(attempt), by=CASHIER)
    after = shop.get(f"/transfers/{said['id']}").json()
    assert (after["state"], after["proof_waits"], after["seen"]["amount"]["amount_minor"]) == (
        "captured",
        False,
        150_000,
    )
    assert "0012" not in str(after)
    assert shop.get("/transfers", state="sent").json()["items"] == []
    assert shop.get("/transfers", payment=after["payment"], customer=after["customer"]).json()["items"] == [after]


@pytest.mark.parametrize("path", ["disputes", "paybacks", "transfers"])
def test_without_the_scope_nothing_is_seen(db: None, path: str) -> None:
    poor = Caller("customer.view")
    assert code(poor.get(f"/{path}"))[0] == 403
    prefix = {"disputes": "dsp", "paybacks": "pbk", "transfers": "trf"}[path]
    assert code(poor.get(f"/{path}/{ids.encode(prefix, ids.uuid7())}"))[0] == 403
    assert code(Caller().get(f"/{path}/{ids.encode(prefix, ids.uuid7())}"))[0] == 404
