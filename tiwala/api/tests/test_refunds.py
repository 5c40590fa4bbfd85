"""/api/v1/refunds"""

from __future__ import annotations

from typing import Any

import pytest

from tests.makers import make_invoice
from tiwala.api.tests.caller import Caller, code
from tiwala.approvals.actions.approve import approve
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import OwnProposal
from tiwala.console.tests.world import pay
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.queries import actor_for
from tiwala.identity.tests.people import make_cora
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.money import Money
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.facts import CashFacts, RefundFacts, Target
from tiwala.payments.models import Payment, Refund


@pytest.fixture
def paid(db: None) -> Payment:
    """₱1,500.00 counted over the counter."""
    invoice = make_invoice()
    target = Target(invoice.public_id, invoice.total)
    return record_cash_payment(CashFacts(invoice.customer_ref, (target,), invoice.total, "k"), by=SYSTEM)


def _wish(payment: Payment, minor: int = 50_000, **more: Any) -> dict[str, Any]:
    amount = {"amount_minor": minor, "currency": "PHP"}
    return {"payment": payment.public_id, "amount": amount, "reason": "Came back", "to": "cash", **more}


def test_money_goes_back_once_for_each_key(shop: Caller, paid: Payment) -> None:
    first = shop.post("/refunds", _wish(paid), key="k")
    said = first.json()
    assert (first.status_code, said["state"], said["amount"]["amount_minor"]) == (201, "done", 50_000)
    assert shop.post("/refunds", _wish(paid), key="k").json() == said
    assert shop.get(f"/refunds/{said['id']}").json() == said
    assert Refund.objects.count() == 1


def test_over_the_limit_it_waits_for_a_person(shop: Caller) -> None:
    payment = pay(make_invoice(), 1_000_000)
    first = shop.post("/refunds", _wish(payment, 600_000), key="big")
    said = first.json()
    assert (first.status_code, said["state"], said["payment"]) == (202, "asked", payment.public_id)
    assert said["approval"].startswith("apr_")
    assert shop.post("/refunds", _wish(payment, 600_000), key="big").json() == said
    assert not Refund.objects.exists()
    approve(Proposal.objects.get().pk, by=actor_for(make_cora()))
    assert Refund.objects.get().asked_by.startswith("key_")


def test_nobody_approves_what_their_own_key_asked(db: None) -> None:
    cora = make_cora()
    key, _text = issue_key(KeyFacts("Shop", frozenset({"refund.create"})), by=actor_for(cora))
    asker = Actor("key", key.public_id, permissions=frozenset({"refund.create"}))
    payment = pay(make_invoice(), 1_000_000)
    facts = RefundFacts(payment.public_id, Money(600_000, "PHP"), "Came back", "cash", "k")
    proposal = ask_for_refund(facts, by=asker)
    assert isinstance(proposal, Proposal)
    with pytest.raises(OwnProposal):
        approve(proposal.pk, by=actor_for(cora))
    assert not Refund.objects.exists()


def test_never_more_than_came_in(shop: Caller, paid: Payment) -> None:
    shop.post("/refunds", _wish(paid, 100_000))
    assert code(shop.post("/refunds", _wish(paid, 50_001))) == (409, "refund_too_large")


def test_the_rail_that_cannot_give_back_says_so(shop: Caller, paid: Payment) -> None:
    assert code(shop.post("/refunds", _wish(paid, to="gateway"))) == (409, "refund_not_supported")


def test_a_reason_is_needed(shop: Caller, paid: Payment) -> None:
    for reason in ("", "   "):
        assert code(shop.post("/refunds", _wish(paid, reason=reason))) == (422, "bad_input")


def test_a_payment_that_is_not_there_is_a_404(shop: Caller, paid: Payment) -> None:
    wish = _wish(paid) | {"payment": ids.encode("pay", ids.uuid7())}
    assert code(shop.post("/refunds", wish)) == (404, "not_found")


def test_the_list_is_filtered(shop: Caller, paid: Payment) -> None:
    ref = shop.post("/refunds", _wish(paid)).json()["id"]
    assert [one["id"] for one in shop.get("/refunds", payment=paid.public_id).json()["items"]] == [ref]
    assert shop.get("/refunds", state="failed").json()["items"] == []


def test_who_may_only_look_cannot_give_back(paid: Payment) -> None:
    looker = Caller("refund.view")
    assert looker.get("/refunds").status_code == 200
    assert code(looker.post("/refunds", _wish(paid))) == (403, "not_allowed")
