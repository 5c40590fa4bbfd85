"""PayPal through the house: money whose payee is not ours, or is not named, is held and never pays an invoice."""

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
from tiwala.payments.models import Attempt
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
