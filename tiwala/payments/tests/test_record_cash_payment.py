"""Money over the counter and seen at the bank."""

from __future__ import annotations

import pytest

from tests.cast import CORA
from tests.makers import make_invoice
from tests.payment_makers import begin, make_account
from tiwala.kit import ids
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, NotEnoughCredit, NothingDue
from tiwala.payments.facts import CashFacts, Target
from tiwala.payments.models import Payment

pytestmark = pytest.mark.django_db


def pay(invoice, minor: int = 150_000, *, counted: int | None = None, **more):
    target = Target(invoice.public_id, Money(minor, "PHP"))
    facts = {"amount": Money(counted or minor, "PHP"), "key": ids.uuid7().hex} | more
    return record_cash_payment(CashFacts(invoice.customer_ref, (target,), **facts), by=CORA)


@pytest.mark.parametrize("channel", ["cash", "bank"])
def test_counted_money_pays_at_once(channel):
    invoice = make_invoice()
    assert pay(invoice, channel=channel).state == "captured"
    assert balances.open_amount(invoice.public_id) == 0
    assert balances.account_balance(channel, "PHP") == 150_000


def test_more_than_is_owed_becomes_credit_and_pays_the_next_invoice():
    invoice = make_invoice()
    pay(invoice, counted=200_000)
    assert balances.credit_of(invoice.customer_ref) == 50_000
    other = make_invoice(None)
    other_target = Target(other.public_id, Money(150_000, "PHP"))
    used = apply_credit(invoice.customer_ref, target=other_target, key="k" * 100, by=CORA)
    assert apply_credit(invoice.customer_ref, target=other_target, key="k" * 100, by=CORA) == used
    assert (used.minor, balances.credit_of(invoice.customer_ref)) == (50_000, 0)
    with pytest.raises(NotEnoughCredit):
        apply_credit(invoice.customer_ref, target=other_target, key="more", by=CORA)
    with pytest.raises(NothingDue):
        apply_credit(invoice.customer_ref, target=Target(invoice.public_id, Money(1, "PHP")), key="x", by=CORA)


def test_the_same_key_is_the_same_payment_and_another_question_is_refused():
    invoice = make_invoice()
    assert pay(invoice, 100, key="k").id == pay(invoice, 100, key="k").id
    with pytest.raises(KeyReused):
        pay(invoice, 200, key="k")
    assert Payment.objects.count() == 1


def test_it_waits_while_somebody_pays_online(scripted):
    invoice = make_invoice()
    begin(invoice, account=make_account("scripted"))
    with pytest.raises(AlreadyBeingPaid):
        pay(invoice)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"channel": "gold"}, {"amount": Money(0, "PHP")}, {"amount": Money(5, "USD")}])
def test_bad_facts_are_refused(wrong):
    with pytest.raises(BadInput):
        pay(make_invoice(), **wrong)
    assert not Payment.objects.exists()


def test_money_without_a_target_is_credit():
    invoice = make_invoice()
    facts = CashFacts(invoice.customer_ref, (), Money(700, "PHP"), key="k")
    assert record_cash_payment(facts, by=CORA).captured_minor == 700
    assert balances.credit_of(invoice.customer_ref) == 700
