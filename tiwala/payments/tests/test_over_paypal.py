"""PayPal through the house: whose money it is, and what becomes of it when its payer disputes it."""

from __future__ import annotations

import pytest

from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.adapters.paypal.tests.harness import PayPalHarness
from tiwala.gateways.conftest import _running, mailbox, outside, sandbox, stand_in  # noqa: F401 -- fixtures
from tiwala.kit.actor import SYSTEM
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.find_disputes import find_disputes
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Dispute
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
PRICE_MINOR = 150_000


class Road:
    """One account of ours there, on both sides."""

    def __init__(self, harness: PayPalHarness) -> None:
        self.harness, facts = harness, harness.facts
        new = NewAccount("paypal", "Trial", "test", facts.external_id, facts.keys, facts.notice_secrets[0])
        self.account = add_account(new, by=SYSTEM)

    def paid(self, **order: object) -> Attempt:
        attempt = begin(make_invoice(), account=self.account, method="paypal")
        self.harness.act(attempt.reference, "pay", **order)
        return ask_gateway(attempt.id, by=SYSTEM, source="return")


@pytest.fixture
def road(stand_in, mailbox):  # noqa: F811 -- the fixtures above
    return Road(PayPalHarness(stand_in("paypal"), mailbox))


def owed(attempt: Attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def test_our_own_payee_is_paid(road):
    attempt = road.paid()
    assert (attempt.state, owed(attempt)) == ("captured", 0)


@pytest.mark.parametrize("payee", ["", "2THERMERCHANT"])
def test_nobodys_or_anothers_payee_is_held_and_a_person_is_told(road, payee):
    attempt = road.paid(payee=payee)
    assert (attempt.state, owed(attempt)) == ("held", PRICE_MINOR)
    assert Task.objects.count() == 1
    assert ask_gateway(attempt.id, by=SYSTEM, source="notice").state == "held"
    assert (owed(attempt), Task.objects.count()) == (PRICE_MINOR, 1)


def test_called_off_here_and_approved_there_takes_no_money(road):
    attempt = begin(make_invoice(), account=road.account, method="paypal")
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "cancelled"
    road.harness.act(attempt.reference, "pay")
    assert ask_gateway(attempt.id, by=SYSTEM, source="notice").state == "cancelled"
    unit = road.harness.act(attempt.reference, "expire")["purchase_units"][0]
    assert "payments" not in unit
    assert owed(attempt) == PRICE_MINOR


def told(road, attempt: Attempt, **order: object) -> str:
    """The payer disputes it, and PayPal's notice is heard."""
    name = str(road.harness.act(attempt.reference, "dispute", **order)["dispute_id"])
    heard = road.harness.gateway.read_notice(road.harness.notice(name, ""))
    assert (heard.kind, heard.reference) == ("dispute", name)
    hear(road, name)
    return name


def hear(road, name: str) -> None:
    hear_notice(notice_ref="ntc_x", account_ref=road.account.public_id, attempt_key="", reference=name, kind="dispute")


def dispute_of(name: str) -> Dispute:
    return Dispute.objects.get(reference=name)


def test_a_dispute_is_held_and_lost_with_its_fee(road):
    attempt = road.paid()
    name = told(road, attempt, stage="INQUIRY")
    asked = dispute_of(name)
    assert (asked.state, asked.held_minor, asked.fee_minor) == ("needs_answer", 0, 0)
    assert asked.answer_by is not None
    assert asked.next_ask_at is not None
    road.harness.act(name, "escalate")
    hear(road, name)
    assert (dispute_of(name).held_minor, dispute_of(name).fee_minor) == (PRICE_MINOR, 75_000)
    road.harness.act(name, "review")
    hear(road, name)
    assert dispute_of(name).state == "under_review"
    road.harness.act(name, "lose")
    hear(road, name)
    assert (dispute_of(name).state, owed(attempt)) == ("lost", PRICE_MINOR)


def test_a_dispute_whose_notice_was_lost_is_found_and_won(road):
    attempt = road.paid()
    name = str(road.harness.act(attempt.reference, "dispute")["dispute_id"])
    assert find_disputes(by=SYSTEM) == 1
    assert find_disputes(by=SYSTEM) == 0
    assert (dispute_of(name).state, dispute_of(name).held_minor) == ("needs_answer", PRICE_MINOR)
    road.harness.act(name, "win")
    hear(road, name)
    assert (dispute_of(name).state, owed(attempt)) == ("won", 0)


def test_another_account_of_ours_takes_no_dispute_of_this_one(road):
    attempt = road.paid()
    name = str(road.harness.act(attempt.reference, "dispute")["dispute_id"])
    elsewhere = Road(PayPalHarness(road.harness._stand_in, road.harness._mailbox))
    hear(elsewhere, name)
    assert not Dispute.objects.exists()
    hear(road, name)
    assert dispute_of(name).payment_id == attempt.payment_id


def test_an_app_that_may_not_read_disputes_has_a_person_told(road):
    facts = road.harness.facts
    keys = {name: facts.keys[name] for name in ("client_id", "client_secret")}
    plain = add_account(NewAccount("paypal", "Plain", "test", "another", keys, facts.notice_secrets[0]), by=SYSTEM)
    hear_notice(notice_ref="ntc_x", account_ref=plain.public_id, attempt_key="", reference="PP-D-1", kind="dispute")
    assert Task.objects.get().kind == "dispute_told"
