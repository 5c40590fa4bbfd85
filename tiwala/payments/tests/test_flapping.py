"""A gateway that flaps, over the wire: every payer ends somewhere, nobody pays twice, the books agree."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.bank import Bank
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.actions.mend_circuits import mend_circuits
from tiwala.gateways.circuits import standings
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.gateways.models import Call
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal
from tiwala.ledger import balances
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.errors import MethodDown
from tiwala.payments.models import Attempt, AttemptHold
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture
def banks(sandbox, mailbox, outside):  # noqa: F811 -- the fixtures above
    opened = [Bank.opened(sandbox, mailbox) for _ in range(2)]
    yield opened
    sandbox.control("faults", method="DELETE")
    for bank in opened:
        assert bank.in_our_books() == bank.has_moved()


def test_forty_payers_at_a_gateway_that_flaps(banks):
    first, second = banks
    dice, invoices = random.Random(11), [make_invoice() for _ in range(40)]
    at, asked = clock.now(), Counter()
    for number, invoice in enumerate(invoices):
        is_down = (number // 5) % 2 == 0
        rates = {"error_503": 0.8, "answer_lost": 0.1} if is_down else {"answer_lost": 0.05}
        first.sandbox.control("faults", {"rates": rates, "seed": number})
        at += timedelta(seconds=dice.choice([1, 5, 40]))
        with clock.hold(at):
            mend_circuits(by=SYSTEM)
            try:
                attempt = begin(invoice, account=first.account, others=(second.account.public_id,))
                asked[attempt.state] += 1
            except MethodDown:
                asked["down"] += 1
    first.sandbox.control("faults", method="DELETE")
    with clock.hold(at + timedelta(seconds=130)):
        for attempt in Attempt.objects.filter(state__in=["unknown", "sent"]):
            ask_gateway(attempt.id, by=SYSTEM, source="return")
        for attempt in Attempt.objects.filter(state="sent"):
            (first if attempt.gateway_account_ref == first.account.public_id else second).act(attempt, "pay")
            ask_gateway(attempt.id, by=SYSTEM, source="return")
    paid = [one for one in invoices if balances.open_amount(one.public_id) == 0]
    assert len(paid) >= 8, asked  # half the time it works, and payers who are told to come back are not counted here
    assert sum(bank.has_moved() for bank in banks) == sum(one.total_minor for one in paid)
    assert not AttemptHold.objects.filter(live=True).exists()
    assert not Task.objects.filter(kind="late_money").exists()


def test_with_all_down_nobody_is_asked_in_vain_and_it_ends_by_itself(banks):
    first, second = banks
    first.sandbox.control("faults", {"rates": {"error_503": 1.0}, "seed": 1})
    others = (second.account.public_id,)
    for _ in range(2):
        begin(make_invoice(), account=first.account, others=others)
    assert {(one.account_ref, str(one.state)) for one in standings()} == {
        (first.account.public_id, "open"),
        (second.account.public_id, "open"),
    }
    calls = Call.objects.count()
    for _ in range(5):
        with pytest.raises(Refusal):
            begin(make_invoice(), account=first.account, others=others)
    assert Call.objects.count() == calls
    first.sandbox.control("faults", method="DELETE")
    with clock.hold(clock.now() + timedelta(seconds=31)):
        assert mend_circuits(by=SYSTEM) == 2
        assert begin(make_invoice(), account=first.account, others=others).state == "sent"
        assert begin(make_invoice(), account=second.account).state == "sent"
    assert standings() == []
    assert not Task.objects.open().filter(kind="gateway_trouble").exists()
