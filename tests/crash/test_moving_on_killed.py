"""kill -9 while a payer is sent on to the next account: what is owed is held by one try, and paid once."""

from __future__ import annotations

import pytest

from tests.bank import Bank
from tests.crash.test_payments_killed import kill_at
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.kit.actor import SYSTEM
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.models import Attempt, AttemptHold

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.mark.parametrize("place", ["before_call", "after_call"])
def test_killed_at_the_second_account(bank, place):
    other = Bank.opened(bank.sandbox, bank.mailbox)
    invoice = make_invoice()
    order = {"invoice_ref": invoice.public_id, "customer_ref": invoice.customer_ref, "key": "child"}
    more = {"others": [other.account.public_id], "stop_at": other.account.public_id}
    bank.sandbox.control("faults", {"next": [{"kind": "error_503", "where": "start", "count": 2}]})
    kill_at(place, bank, verb="start", minor=invoice.total_minor, **order, **more)
    left, at = Attempt.objects.order_by("id")
    assert (left.state, left.decline_reason) == ("declined", "method_unavailable")
    assert (at.state, at.gateway_account_ref) == ("created", other.account.public_id)
    assert AttemptHold.objects.get(target_ref=invoice.public_id, live=True).attempt_id == at.id
    bank.settle(hours=1)
    at.refresh_from_db()
    if place == "before_call":
        assert (at.state, at.decline_reason) == ("cancelled", "never_arrived")
        at = begin(invoice, account=other.account)
    other.act(at, "pay")
    assert ask_gateway(at.id, by=SYSTEM, source="return").state == "captured"
    assert balances.open_amount(invoice.public_id) == 0
    assert (bank.has_moved(), other.has_moved()) == (0, invoice.total_minor)
