"""Money back: promised, called, taken in; never more than came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import DAN
from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, captured, make_account, promise
from tiwala.gateways import outcomes as o
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.facts import CreditFacts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.errors import CannotRefundThisWay, KeyReused, NotEnoughCredit, TooMuchBack
from tiwala.payments.facts import RefundFacts, Target
from tiwala.payments.models import Payment, Refund
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd_1", asked.amount, key=asked.key)]
    return captured(make_invoice(), account=make_account("scripted"))


def back(attempt, minor: int | None = None, to: str = "gateway", key: str = "r1", reason: str = "returned"):
    amount = Money(minor or attempt.amount_minor, "PHP")
    return refund_payment(RefundFacts(attempt.payment.public_id, amount, reason, to, key), by=DAN)


def invoice_of(attempt) -> str:
    return attempt.payment.targets.get().target_ref


def clearing_of(attempt) -> int:
    return balances.account_balance(f"clearing:{attempt.gateway_account_ref}", "PHP")


def test_a_full_refund_leaves_the_gateway_and_the_invoice_is_owed_again(paid, scripted):
    refund = back(paid)
    assert (refund.state, refund.asked_by, clearing_of(paid)) == ("done", DAN.id, 0)
    assert balances.open_amount(invoice_of(paid)) == paid.amount_minor
    assert scripted.called("refund")[0].key == refund.public_id


def test_partial_refunds_add_up_to_no_more_than_came(paid):
    back(paid, 50_000, key="a")
    back(paid, 100_000, key="b")
    with pytest.raises(TooMuchBack):
        back(paid, 1, key="c")
    assert Payment.objects.get().refunded_minor == 150_000


def test_the_same_key_gives_the_same_refund_and_calls_once(paid, scripted):
    assert back(paid, 100).id == back(paid, 100).id
    assert len(scripted.called("refund")) == 1
    with pytest.raises(KeyReused):
        back(paid, 200)


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"to": "moon"}, {"minor": -5}])
def test_bad_facts_are_refused(paid, wrong):
    with pytest.raises(BadInput):
        back(paid, **wrong)
    assert not Refund.objects.exists()


def test_a_refund_after_a_credit_note_comes_out_of_the_credit(paid):
    facts = CreditFacts(Money(paid.amount_minor, "PHP"), "goods returned", key="c1")
    credit_invoice(invoice_of(paid), facts=facts, by=SYSTEM)
    back(paid)
    assert balances.credit_of(paid.customer_ref) == 0
    assert balances.open_amount(invoice_of(paid)) == 0


def test_credit_that_was_used_cannot_go_back_too(scripted):
    customer = make_customer()
    first = make_invoice(customer)
    early, late = promise(first, account=make_account("scripted")), None
    apply(early, o.Expired("chk_1"))
    late = promise(first, account=make_account("scripted"))
    apply(late, approved(late))
    apply(early, approved(early))
    other = make_invoice(customer)
    target = Target(other.public_id, Money(other.total_minor, "PHP"))
    assert apply_credit(customer.public_id, target=target, key="k", by=SYSTEM).minor == other.total_minor
    with pytest.raises(NotEnoughCredit):
        back(early)


@pytest.mark.parametrize("to", ["credit", "cash"])
def test_a_refund_that_needs_no_gateway_is_done_at_once(paid, scripted, to):
    assert back(paid, 1000, to=to).state == "done"
    assert scripted.called("refund") == []
    assert balances.credit_of(paid.customer_ref) == (1000 if to == "credit" else 0)
    assert balances.account_balance("cash", "PHP") == (-1000 if to == "cash" else 0)


def test_a_rail_that_cannot_return_money_refuses_and_credit_is_the_way(scripted):
    attempt = captured(make_invoice(), account=make_account("scripted"))
    Payment.objects.update(method="qrph")
    with pytest.raises(CannotRefundThisWay):
        back(attempt)
    assert back(attempt, to="credit").state == "done"


def test_after_the_last_day_the_rail_cannot(paid):
    with clock.hold(clock.now() + timedelta(days=366)), pytest.raises(CannotRefundThisWay):
        back(paid)


@pytest.mark.parametrize("said", [o.RefundFailed(o.RefundFailure.BANK_REFUSED), o.RefundUnsupported()])
def test_a_failed_refund_leaves_everything_as_before_and_asks_a_person(paid, scripted, said):
    scripted.says["refund"] = [said]
    refund = back(paid, 50_000)
    assert (refund.state, Payment.objects.get().refunded_minor) == ("failed", 0)
    assert (balances.open_amount(invoice_of(paid)), clearing_of(paid)) == (0, paid.amount_minor)
    assert Task.objects.filter(kind="refund_failed", subject_ref=refund.public_id).exists()
    assert back(paid, 50_000, key="again", to="credit").state == "done"


def test_a_lost_answer_is_unknown_and_the_sweep_asks(paid, scripted):
    scripted.says["refund"] = [o.Unknown(o.Why.TIMED_OUT)]
    refund = back(paid, 50_000)
    assert (refund.state, Payment.objects.get().refunded_minor) == ("unknown", 50_000)
    scripted.says["look_up_refund"] = [o.RefundPending("rfd_1"), o.RefundDone("rfd_1", refund.amount)]
    for _ in range(2):
        refund.refresh_from_db()
        with clock.hold(refund.next_ask_at):
            assert sweep_unknown(by=SYSTEM) == 1
    refund.refresh_from_db()
    assert (refund.state, refund.reference, refund.next_ask_at) == ("done", "rfd_1", None)


def test_a_refund_that_never_arrived_fails_after_the_grace(paid, scripted):
    scripted.says["refund"] = [o.Unknown(o.Why.TIMED_OUT)]
    refund = back(paid, 50_000)
    assert ask_about_refund(refund.id, by=SYSTEM, source="sweep").state == "unknown"
    with clock.hold(clock.now() + timedelta(seconds=121)):
        assert ask_about_refund(refund.id, by=SYSTEM, source="sweep").failure == "never_arrived"


def test_a_gateway_that_never_answers_about_a_refund_becomes_a_task(paid, scripted):
    scripted.says["refund"] = [o.Unknown(o.Why.TIMED_OUT)]
    scripted.says["look_up_refund"] = [GatewayBreakdown("down", retry=True)]
    refund = back(paid, 50_000)
    Refund.objects.update(asks=14)
    ask_about_refund(refund.id, by=SYSTEM, source="sweep")
    assert Task.objects.get(kind="refund_unknown").subject_ref == refund.public_id
    apply_refund_outcome(refund.id, o.RefundDone("rfd_1", refund.amount), by=SYSTEM, source="staff")
    assert Task.objects.get(kind="refund_unknown").state == "done"


def test_another_amount_than_asked_is_not_believed(paid, scripted):
    scripted.says["refund"] = [o.RefundDone("rfd_1", Money(1, "PHP"))]
    assert back(paid, 50_000).state == "unknown"
    assert Task.objects.filter(kind="refund_unknown").exists()


def test_the_same_news_twice_changes_nothing_and_a_contradiction_asks_a_person(paid):
    refund = back(paid, 50_000)
    apply_refund_outcome(refund.id, o.RefundDone("rfd_1", refund.amount), by=SYSTEM, source="notice")
    assert not Task.objects.exists()
    apply_refund_outcome(refund.id, o.RefundFailed(o.RefundFailure.BANK_REFUSED), by=SYSTEM, source="notice")
    assert Refund.objects.get().state == "done"
    assert Task.objects.filter(kind="refund_unknown").exists()


@pytest.mark.parametrize("ends", ["done", "failed"])
def test_a_reversal_while_a_refund_is_on_its_way_takes_nothing_twice(paid, scripted, ends):
    scripted.says["refund"] = [o.RefundPending("rfd_1")]
    refund = back(paid, 50_000)
    apply(paid, o.Reversed(paid.reference, paid.amount))
    assert clearing_of(paid) == 50_000
    said = o.RefundDone("rfd_1", refund.amount) if ends == "done" else o.RefundFailed(o.RefundFailure.BANK_REFUSED)
    apply_refund_outcome(refund.id, said, by=SYSTEM, source="notice")
    assert clearing_of(paid) == 0
    assert balances.open_amount(invoice_of(paid)) == paid.amount_minor
    with pytest.raises(TooMuchBack):
        back(paid, 1, key="more")
