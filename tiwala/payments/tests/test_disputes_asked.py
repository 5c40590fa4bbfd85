"""Disputes asked about, written down, answered, and told of before it is too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import DAN
from tests.dispute_makers import dispute, told
from tests.makers import make_invoice
from tests.payment_makers import approved, captured, make_account, promise
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.gateways.port import AnswerRefused
from tiwala.gateways.queries import account_by_public_id
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, GatewayBreakdown, NotFound, WrongState
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.answer_dispute import answer_dispute
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.actions.reconcile import reconcile
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.remind_of_disputes import remind_of_disputes
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.errors import AnswerNotTaken, AnswerUncertain, NoSuchDispute
from tiwala.payments.facts import CashFacts, Target, TypedDispute
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Dispute
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(scripted):
    return captured(make_invoice(), account=make_account("scripted"))


@pytest.fixture
def only_told(scripted):
    scripted.can = replace(scripted.can, disputes="told", answers_disputes=False)


def notice(attempt: Attempt, reference: str = "", key: str = "") -> None:
    hear_notice(
        notice_ref="ntc",
        account_ref=attempt.gateway_account_ref,
        attempt_key=key or attempt.key,
        reference=reference or f"dp_{attempt.key}",
        kind="dispute",
    )


def typed(attempt: Attempt, state: str = "needs_answer", **other) -> TypedDispute:
    facts = {"reference": "CASE-1", "amount": attempt.amount, "state": state, "reason": "not received"}
    return TypedDispute(attempt.payment.public_id, **facts | other)


def test_a_notice_asks_the_gateway_and_believes_only_that(paid, scripted):
    scripted.says["look_up"] = [approved(paid)]
    scripted.says["look_up_dispute"] = [told(paid)]
    for _ in range(2):
        notice(paid)
    assert Dispute.objects.get().held_minor == paid.amount_minor


def test_a_notice_about_a_dispute_that_is_not_there_opens_nothing(paid, scripted):
    scripted.says["look_up"] = [approved(paid)]
    notice(paid)
    assert not Dispute.objects.exists()
    assert not Task.objects.exists()


def test_a_dispute_told_before_the_money_takes_the_money_in_first(scripted):
    attempt = promise(make_invoice(), account=make_account("scripted"))
    scripted.says["look_up"] = [o.Unknown(o.Why.LINE_BROKE), approved(attempt)]
    scripted.says["look_up_dispute"] = [told(attempt)]
    notice(attempt)
    attempt.refresh_from_db()
    assert attempt.state == "captured"
    assert Dispute.objects.get().held_minor == attempt.amount_minor


def test_an_unknown_dispute_while_the_line_is_down_comes_again(paid, scripted):
    scripted.says["look_up"] = [approved(paid)]
    scripted.says["look_up_dispute"] = [GatewayBreakdown("down", retry=True)]
    with pytest.raises(GatewayBreakdown):
        notice(paid)


def test_it_is_asked_about_until_it_is_over(paid, scripted):
    found = dispute(paid)
    scripted.says["look_up_dispute"] = [
        GatewayBreakdown("down", retry=True),
        told(paid, "under_review"),
        told(paid, "won"),
    ]
    for state in ("needs_answer", "under_review", "won"):
        found.refresh_from_db()
        with clock.hold(found.next_ask_at):
            assert sweep_unknown(by=SYSTEM) == 1
        found.refresh_from_db()
        assert found.state == state
    assert found.next_ask_at is None


def test_reconciling_asks_about_open_disputes_too(paid, scripted):
    dispute(paid)
    scripted.says["look_up_dispute"] = [told(paid, "lost")]
    assert reconcile(by=SYSTEM).moved == 1


def test_where_nobody_can_be_asked_a_person_is_told_and_writes_it_down(paid, scripted, only_told):
    scripted.says["look_up"] = [approved(paid)]
    for _ in range(2):
        notice(paid, "CASE-1")
    assert Task.objects.get(kind="dispute_told").times == 2
    found = open_dispute(typed(paid), by=DAN)
    assert (found.state, found.next_ask_at, found.reason) == ("needs_answer", None, "not received")
    assert open_dispute(typed(paid), by=DAN).pk == found.pk
    assert open_dispute(typed(paid, "lost"), by=DAN).state == "lost"
    assert balances.open_amount(paid.payment.targets.get().target_ref) == paid.amount_minor
    assert scripted.called("look_up_dispute") == []


def test_where_the_gateway_can_be_asked_what_was_typed_counts_for_nothing(paid, scripted):
    scripted.says["look_up_dispute"] = [told(paid, "needs_answer", reference="CASE-1")]
    assert open_dispute(typed(paid, "lost"), by=DAN).state == "needs_answer"
    scripted.says["look_up_dispute"] = [o.Unknown(o.Why.NOT_FOUND)]
    with pytest.raises(NoSuchDispute):
        open_dispute(typed(paid, reference="CASE-2"), by=DAN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": " "},
        {"reference": "x" * 121},
        {"amount": Money(0, "PHP")},
        {"amount": Money(150_001, "PHP")},
        {"amount": Money(1, "USD")},
        {"fee": Money(-1, "PHP")},
    ],
)
def test_bad_facts_are_refused(paid, only_told, wrong):
    with pytest.raises(BadInput):
        open_dispute(typed(paid, **wrong), by=DAN)
    assert not Dispute.objects.exists()


def test_a_reference_belongs_to_one_payment(paid, only_told):
    open_dispute(typed(paid), by=DAN)
    other = captured(make_invoice(), account=account_by_public_id(paid.gateway_account_ref))
    with pytest.raises(BadInput):
        open_dispute(typed(other), by=DAN)


def test_what_is_no_payment_or_came_over_the_counter_has_no_disputes():
    invoice = make_invoice()
    target = Target(invoice.public_id, Money(150_000, "PHP"))
    counted = record_cash_payment(CashFacts(invoice.customer_ref, (target,), target.amount, "k"), by=DAN)
    for ref in ("pay_" + "0" * 26, counted.public_id):
        with pytest.raises(NotFound):
            open_dispute(TypedDispute(ref, "CASE-1", Money(1, "PHP")), by=DAN)


def test_an_answer_is_handed_in_and_kept(paid, scripted):
    found = dispute(paid)
    answer_dispute(found.public_id, text="Delivered, signed for.", how="gateway", by=DAN)
    found.refresh_from_db()
    assert (found.state, found.answered_how, found.answered_by) == ("under_review", "gateway", DAN.id)
    assert found.answer == "Delivered, signed for."
    assert scripted.called("answer_dispute")[0][:2] == (found.reference, "Delivered, signed for.")
    assert not Task.objects.open().filter(kind="dispute_open").exists()


@pytest.mark.parametrize(
    ("said", "refusal"), [(AnswerRefused("closed"), AnswerNotTaken), (o.Unknown(o.Why.TIMED_OUT), AnswerUncertain)]
)
def test_an_answer_that_did_not_arrive_is_not_recorded(paid, scripted, said, refusal):
    found = dispute(paid)
    scripted.says["answer_dispute"] = [said]
    with pytest.raises(refusal):
        answer_dispute(found.public_id, text="Delivered.", how="gateway", by=DAN)
    found.refresh_from_db()
    assert (found.state, found.answered_at) == ("needs_answer", None)


@pytest.mark.parametrize("how", ["pages", "mail"])
def test_an_answer_sent_elsewhere_is_recorded_and_the_gateways_lag_is_borne(paid, scripted, how):
    found = dispute(paid)
    answer_dispute(found.public_id, text="Sent with the pack.", how=how, by=DAN)
    assert scripted.called("answer_dispute") == []
    assert dispute(paid, "needs_answer").state == "under_review"


@pytest.mark.parametrize(("text", "how"), [(" ", "mail"), ("x" * 5001, "mail"), ("x", "pigeon")])
def test_an_answer_of_nothing_or_too_much_is_refused(paid, text, how):
    with pytest.raises(BadInput):
        answer_dispute(dispute(paid).public_id, text=text, how=how, by=DAN)


def test_what_is_over_takes_no_answer(paid):
    found = dispute(paid, "lost")
    with pytest.raises(WrongState):
        answer_dispute(found.public_id, text="But!", how="mail", by=DAN)


def test_staff_hear_seven_three_and_one_day_before_and_each_once(paid):
    found = dispute(paid)
    for hours in range(0, 24 * 11, 6):
        with clock.hold(found.opened_at + timedelta(hours=hours)):
            remind_of_disputes(by=SYSTEM)
    heard = Message.objects.filter(name="payments.dispute_due").order_by("id")
    assert [message.payload["days_left"] for message in heard] == [7, 3, 1]


def test_a_house_that_slept_tells_of_the_last_step_only_and_an_answer_silences_it(paid):
    found = dispute(paid)
    with clock.hold(found.answer_by - timedelta(hours=30)):
        assert remind_of_disputes(by=SYSTEM) == 1
        assert remind_of_disputes(by=SYSTEM) == 0
    dispute(paid, "under_review")
    with clock.hold(found.answer_by - timedelta(hours=3)):
        assert remind_of_disputes(by=SYSTEM) == 0
    with clock.hold(found.answer_by + timedelta(hours=3)):
        assert remind_of_disputes(by=SYSTEM) == 0
