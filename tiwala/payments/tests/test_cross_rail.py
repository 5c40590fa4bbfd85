"""One thing, several rails: what is open at a gateway is called off when another way paid, over the wire."""

from __future__ import annotations

import pytest

from tests.bank import Bank
from tests.makers import make_invoice
from tests.payment_makers import begin
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import LookUp
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.call_off_overtaken import call_off_overtaken
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.record_counted import record_counted
from tiwala.payments.errors import AlreadyBeingPaid, NothingDue
from tiwala.payments.facts import CashFacts, Target
from tiwala.payments.handlers import hear_captured
from tiwala.payments.models import Attempt, Payment
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
RAILS = ["card", "qrph", "otc"]


@pytest.fixture
def bank(sandbox, mailbox, outside):  # noqa: F811 -- the fixtures above
    opened = Bank.opened(sandbox, mailbox)
    yield opened
    sandbox.control("faults", method="DELETE")
    assert opened.in_our_books() == opened.has_moved()


def cash(invoice, key="", minor=0):
    target = Target(invoice.public_id, Money(minor or invoice.total_minor, "PHP"))
    return CashFacts(invoice.customer_ref, (target,), target.amount, key=key or ids.uuid7().hex)


def at_the_gateway(attempt):
    """What the gateway itself says of the try."""
    return type(adapter_by_ref(attempt.gateway_account_ref).look_up(LookUp(attempt.key, attempt.reference))).__name__


def owed(invoice):
    return balances.open_amount(invoice.public_id)


@pytest.mark.parametrize("method", RAILS)
def test_cash_at_the_counter_calls_an_open_code_off_at_its_gateway(bank, method):
    invoice = make_invoice()
    attempt = begin(invoice, account=bank.account, method=method)
    assert record_counted(cash(invoice), by=SYSTEM).state == "captured"
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice), at_the_gateway(attempt)) == ("cancelled", 0, "Cancelled")


def test_cash_for_what_was_paid_just_now_is_refused(bank):
    invoice = make_invoice()
    attempt = begin(invoice, account=bank.account, method="qrph")
    bank.act(attempt, "pay", method="qrph")
    with pytest.raises(NothingDue):
        record_counted(cash(invoice), by=SYSTEM)
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice)) == ("captured", 0)
    assert balances.credit_of(invoice.customer_ref) == 0


def test_cash_is_taken_when_the_gateway_cannot_call_it_off_and_late_money_is_credit_and_a_task(bank):
    invoice = make_invoice()
    attempt = begin(invoice, account=bank.account, method="otc")
    bank.break_next("error_500", at="cancel", count=9)
    record_counted(cash(invoice), by=SYSTEM)
    bank.sandbox.control("faults", method="DELETE")
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice), at_the_gateway(attempt)) == ("cancelled", 0, "NeedsPayer")
    bank.act(attempt, "pay", method="otc")
    bank.deliver(attempt, "paid")
    assert balances.credit_of(invoice.customer_ref) == invoice.total_minor
    assert Task.objects.filter(kind="late_money").count() == 1


def test_cash_waits_while_nobody_knows_what_became_of_the_other_way(bank):
    invoice = make_invoice()
    bank.break_next("answer_garbled", at="start", count=9)
    attempt = begin(invoice, account=bank.account)
    assert attempt.state == "unknown"
    with pytest.raises(AlreadyBeingPaid):
        record_counted(cash(invoice), by=SYSTEM)


def test_the_same_cash_twice_is_one(bank):
    invoice = make_invoice()
    begin(invoice, account=bank.account, method="qrph")
    facts = cash(invoice, key="k")
    assert record_counted(facts, by=SYSTEM).pk == record_counted(facts, by=SYSTEM).pk
    assert Payment.objects.filter(channel="cash").count() == 1


def test_part_of_it_in_cash_calls_off_a_code_for_the_whole(bank):
    invoice = make_invoice()
    attempt = begin(invoice, account=bank.account, method="qrph")
    record_counted(cash(invoice, minor=50_000), by=SYSTEM)
    assert owed(invoice) == 100_000
    assert at_the_gateway(attempt) == "Cancelled"


@pytest.mark.parametrize("method", RAILS)
def test_late_money_of_an_earlier_try_calls_off_the_code_that_is_open_now(bank, method):
    invoice = make_invoice()
    early = begin(invoice, account=bank.account)
    bank.act(early, "expire")
    ask_gateway(early.id, by=SYSTEM, source="return")
    now = begin(invoice, account=bank.account, method=method)
    bank.act(early, "pay")
    ask_gateway(early.id, by=SYSTEM, source="return")
    assert owed(invoice) == 0
    hear_captured()
    now.refresh_from_db()
    assert (now.state, at_the_gateway(now)) == ("cancelled", "Cancelled")
    hear_captured()


def test_credit_that_pays_it_calls_it_off_with_the_next_minute(bank):
    invoice = make_invoice()
    gift = CashFacts(invoice.customer_ref, (), Money(150_000, "PHP"), key="gift")
    record_cash_payment(gift, by=SYSTEM)
    attempt = begin(invoice, account=bank.account, method="qrph")
    target = Target(invoice.public_id, Money(150_000, "PHP"))
    apply_credit(invoice.customer_ref, target=target, key="k", by=SYSTEM)
    assert call_off_overtaken(by=SYSTEM) == 1
    assert at_the_gateway(attempt) == "Cancelled"


def test_what_is_still_owed_is_left_alone(bank):
    attempt = begin(make_invoice(), account=bank.account, method="qrph")
    assert call_off_overtaken(by=SYSTEM, at_once=True) == 0
    assert at_the_gateway(attempt) == "NeedsPayer"


def test_one_that_cannot_be_called_off_is_tried_again_and_not_in_a_hot_loop(bank):
    invoice = make_invoice()
    early = begin(invoice, account=bank.account)
    bank.act(early, "expire")
    ask_gateway(early.id, by=SYSTEM, source="return")
    begin(invoice, account=bank.account, method="qrph")
    bank.act(early, "pay")
    ask_gateway(early.id, by=SYSTEM, source="return")
    bank.break_next("error_500", at="cancel", count=9)
    hear_captured()
    assert call_off_overtaken(by=SYSTEM) == 0
    assert Attempt.objects.filter(state__in=["sent", "unknown"]).count() == 1
    assert adapter_by_ref(bank.account.public_id).look_up(LookUp("never")) == Unknown(Why.NOT_FOUND)
