"""Two tries at two accounts both brought money: each goes back by itself, and never more than it brought."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from tests.dispute_makers import dispute
from tests.makers import make_invoice
from tests.payment_makers import apply, approved, make_account, start_facts
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.errors import KeyReused, PaidByTwo, TooMuchBack
from tiwala.payments.facts import RefundFacts
from tiwala.payments.giving_back import sources
from tiwala.payments.models import Attempt, Dispute, Payment, Refund

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = Money(150_000, "PHP")
DOWN = o.Unknown(o.Why.NOT_SENT)


@pytest.fixture
def accounts(scripted):
    return [make_account("scripted"), make_account("scripted")]


@pytest.fixture
def tries(accounts, scripted):
    """The first account said that nothing was there, and the second was paid; then the first was paid all the same."""
    scripted.says["start"] = [DOWN, DOWN, o.NeedsPayer("https://x.example/pay", "chk_2")]
    scripted.says["refund"] = [lambda asked: o.RefundDone(f"rfd_{asked.key}", asked.amount)]
    facts = start_facts(make_invoice(), account=accounts[0], others=(accounts[1].public_id,))
    second = start_payment(facts, by=SYSTEM)
    first = Attempt.objects.order_by("id").first()
    apply(second, approved(second))
    apply(first, approved(first, reference="chk_1"))
    return [Attempt.objects.get(pk=one.pk) for one in (first, second)]


def clearing(accounts) -> list[int]:
    return [balances.account_balance(f"clearing:{one.public_id}", "PHP") for one in accounts]


def back(payment: Payment, minor: int, key: str, **more: str) -> Refund:
    facts = RefundFacts(payment.public_id, Money(minor, "PHP"), "x", "gateway", key, **more)
    return refund_payment(facts, by=SYSTEM)


def test_what_was_paid_twice_goes_back_to_the_later_try_first(tries, accounts, scripted):
    payment, owed = Payment.objects.get(), tries[0].payment.targets.get().target_ref
    assert (payment.refundable.minor, balances.credit_of(payment.customer_ref)) == (300_000, 150_000)
    refund = back(payment, 150_000, "k1")
    assert (refund.attempt_id, refund.state) == (tries[0].pk, "done")
    assert [one.reference for one in scripted.called("refund")] == ["chk_1"]
    assert clearing(accounts) == [0, 150_000]
    assert (balances.open_amount(owed), balances.credit_of(payment.customer_ref)) == (0, 0)
    again = back(Payment.objects.get(), 150_000, "k2")
    assert again.attempt_id == tries[1].pk
    assert clearing(accounts) == [0, 0]
    assert balances.open_amount(owed) == 150_000
    with pytest.raises(TooMuchBack):
        back(Payment.objects.get(), 1, "k3")


def test_more_than_one_try_brought_is_refused_in_one_piece(tries):
    with pytest.raises(PaidByTwo):
        back(Payment.objects.get(), 150_001, "k")
    assert not Refund.objects.exists()


def test_the_try_may_be_named_and_stays_the_one(tries, accounts):
    payment = Payment.objects.get()
    refund = back(payment, 100_000, "k", attempt_ref=tries[1].public_id)
    assert clearing(accounts) == [150_000, 50_000]
    assert back(payment, 100_000, "k", attempt_ref=tries[1].public_id).pk == refund.pk
    with pytest.raises(KeyReused):
        back(payment, 100_000, "k", attempt_ref=tries[0].public_id)
    with pytest.raises(TooMuchBack):
        back(payment, 50_001, "k2", attempt_ref=tries[1].public_id)
    stranger = "att_" + tries[0].public_id[4:][::-1]
    with pytest.raises(Refusal):
        back(payment, 1, "k3", attempt_ref=stranger)


def test_credit_given_back_in_cash_leaves_less_for_both(tries):
    payment = Payment.objects.get()
    refund_payment(RefundFacts(payment.public_id, WHOLE, "x", "cash", "c"), by=SYSTEM)
    back(Payment.objects.get(), 100_000, "k1")
    with pytest.raises(TooMuchBack):
        back(Payment.objects.get(), 50_001, "k2")


def test_a_lost_answer_is_asked_about_at_its_own_account(tries, accounts, scripted):
    scripted.says["refund"] = [o.Unknown(o.Why.TIMED_OUT)]
    refund = back(Payment.objects.get(), 150_000, "k1")
    scripted.says["look_up_refund"] = [o.RefundDone("rfd", WHOLE, refund.public_id)]
    assert ask_about_refund(refund.pk, by=SYSTEM, source="test").state == "done"
    assert scripted.called("look_up_refund")[-1].payment_reference == "chk_1"
    assert clearing(accounts) == [0, 150_000]


def test_one_that_the_rail_takes_back_leaves_the_other_standing(tries, accounts):
    apply(tries[0], o.Reversed("chk_1", WHOLE))
    payment = Payment.objects.get()
    assert (payment.state, payment.refundable.minor) == ("captured", 150_000)
    assert [one.attempt.pk for one in sources(payment)] == [tries[1].pk]
    back(payment, 150_000, "k")
    assert clearing(accounts) == [0, 0]
    apply(tries[1], o.Reversed(tries[1].reference, WHOLE))
    assert Payment.objects.get().state == "reversed"
    assert clearing(accounts) == [0, 0]


def test_money_that_comes_after_the_first_was_taken_back_is_taken_in(accounts, scripted):
    scripted.says["start"] = [DOWN, DOWN, o.NeedsPayer("https://x.example/pay", "chk_2")]
    facts = start_facts(make_invoice(), account=accounts[0], others=(accounts[1].public_id,))
    second = start_payment(facts, by=SYSTEM)
    first = Attempt.objects.order_by("id").first()
    apply(second, approved(second))
    apply(second, o.Reversed(second.reference, WHOLE))
    apply(first, approved(first, reference="chk_1"))
    payment = Payment.objects.get()
    assert (payment.state, payment.refundable.minor) == ("captured", 150_000)
    assert balances.open_amount(payment.targets.get().target_ref) == 0
    assert clearing(accounts) == [150_000, 0]


@pytest.mark.parametrize("which", [0, 1])
def test_a_dispute_is_about_the_try_at_its_own_account(tries, accounts, which):
    dispute(tries[which])
    held = [0, 0]
    held[which] = 150_000
    fee = [0, 0]
    fee[which] = 50_000
    assert clearing(accounts) == [150_000 - held[at] - fee[at] for at in range(2)]
    dispute(tries[which], "lost")
    payment = Payment.objects.get()
    assert (payment.state, payment.lost_minor, payment.refundable.minor) == ("captured", 150_000, 150_000)
    assert [one.attempt.pk for one in sources(payment)] == [tries[1 - which].pk]
    dispute(tries[1 - which], "lost")
    assert Payment.objects.get().state == "reversed"
    assert Dispute.objects.count() == 2


def test_the_database_itself_gives_back_no_more_than_a_try_brought(tries):
    first, second = tries
    payment = Payment.objects.get()
    row = {"payment": payment, "currency": "PHP", "reason": "x", "to": "gateway", "asked_by": "x"}
    stranger = apply(promised := _another(), approved(promised))
    for attempt, minor in ((first, 150_001), (stranger, 1)):
        with pytest.raises(ProgrammingError, match="payments: a"), transaction.atomic():
            Refund.objects.create(**row, attempt=attempt, amount_minor=minor, key=f"k{minor}")
    back(payment, 100_000, "k", attempt_ref=second.public_id)
    with pytest.raises(ProgrammingError, match="no more than it brought"), transaction.atomic():
        Refund.objects.create(**row, attempt=second, amount_minor=50_001, key="more")


def _another() -> Attempt:
    return start_payment(start_facts(make_invoice(), account=make_account("scripted")), by=SYSTEM)
