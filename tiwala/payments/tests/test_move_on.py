"""A payer whose gateway does nothing is sent on to the next account; one whose outcome is unknown never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.makers import make_invoice
from tests.payment_makers import apply, approved, make_account, start_facts
from tiwala.audit.models import Record
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.circuits import standings
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.ledger import balances
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.errors import MethodDown, MethodNotOffered
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Attempt, AttemptHold, Payment
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
DOWN = o.Unknown(o.Why.NOT_SENT)
GONE = o.Declined(o.DeclineReason.METHOD_UNAVAILABLE)


@pytest.fixture
def accounts(scripted):
    return [make_account("scripted") for _ in range(3)]


def begin(invoice, accounts, **more):
    others = tuple(one.public_id for one in accounts[1:])
    return start_payment(start_facts(invoice, account=accounts[0], others=others, **more), by=SYSTEM)


def refs(accounts):
    return [one.public_id for one in accounts]


def tries():
    return list(Attempt.objects.order_by("id").values_list("gateway_account_ref", "state"))


@pytest.mark.parametrize("nothing", [DOWN, GONE])
def test_the_next_account_is_asked_when_the_first_does_nothing(accounts, scripted, nothing):
    good = o.NeedsPayer("https://x.example/pay", "chk_2")
    scripted.says["start"] = [nothing, nothing, good] if nothing is DOWN else [nothing, good]
    invoice = make_invoice()
    attempt = begin(invoice, accounts)
    first, second = refs(accounts)[:2]
    assert tries() == [(first, "declined"), (second, "sent")]
    assert attempt.gateway_account_ref == second == Payment.objects.get().gateway_account_ref
    assert Payment.objects.get().state == "open"
    live = AttemptHold.objects.get(target_ref=invoice.public_id, live=True)
    assert live.attempt_id == attempt.id
    assert Record.objects.filter(tag="payment:move_on").count() == 1
    assert not Message.objects.filter(name="payments.payment_failed").exists()
    keys = {asked.attempt_key for asked in scripted.called("start")}
    assert len(keys) == 2


@pytest.mark.parametrize("why", [o.Why.TIMED_OUT, o.Why.SERVER_ERROR, o.Why.UNREADABLE, o.Why.LINE_BROKE])
def test_an_unknown_outcome_is_never_tried_elsewhere(accounts, scripted, why):
    scripted.says["start"] = [o.Unknown(why)]
    attempt = begin(make_invoice(), accounts)
    assert (attempt.state, tries()) == ("unknown", [(refs(accounts)[0], "unknown")])


def test_a_lost_answer_followed_by_nothing_there_stays_unknown(accounts, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.LINE_BROKE), DOWN]
    assert begin(make_invoice(), accounts).state == "unknown"
    assert Attempt.objects.count() == 1


def test_a_decline_is_the_payers_own_and_goes_nowhere_else(accounts, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.INSUFFICIENT_FUNDS)]
    assert begin(make_invoice(), accounts).state == "declined"
    assert Attempt.objects.count() == 1


def test_a_refusal_under_an_id_of_theirs_may_still_be_paid_and_stays(accounts, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.METHOD_UNAVAILABLE, "chk_9")]
    assert begin(make_invoice(), accounts).state == "declined"
    assert Attempt.objects.count() == 1


def test_when_all_do_nothing_the_payer_may_choose_at_once(accounts, scripted):
    scripted.says["start"] = [DOWN]
    invoice = make_invoice()
    attempt = begin(invoice, accounts)
    assert [state for _ref, state in tries()] == ["declined"] * 3
    assert attempt.decline_reason == "method_unavailable"
    assert Payment.objects.get().state == "closed"
    assert not AttemptHold.objects.filter(live=True).exists()


def test_patience_ends_and_no_further_account_is_asked(accounts, scripted, monkeypatch):
    monkeypatch.setattr(conf, "routing", type(conf.routing)(budget_s=0.0))
    scripted.says["start"] = [DOWN]
    begin(make_invoice(), accounts)
    assert Attempt.objects.count() == 1


def test_an_account_whose_circuit_is_open_is_not_asked(accounts, scripted):
    scripted.says["start"] = [DOWN]
    for _ in range(2):
        begin(make_invoice(), accounts[:1])
    assert [one.account_ref for one in standings()] == refs(accounts)[:1]
    scripted.calls.clear()
    scripted.says["start"] = [o.NeedsPayer("https://x.example/pay", "chk_1")]
    assert begin(make_invoice(), accounts).gateway_account_ref == refs(accounts)[1]
    assert len(scripted.called("start")) == 1
    with pytest.raises(MethodDown):
        begin(make_invoice(), accounts[:1])


def test_switched_off_accounts_are_no_way(accounts, scripted):
    for account in accounts[:2]:
        switch_account(account.pk, enabled=False, by=SYSTEM)
    assert begin(make_invoice(), accounts).gateway_account_ref == refs(accounts)[2]
    with pytest.raises(MethodNotOffered):
        begin(make_invoice(), accounts[:2])


def test_the_same_form_again_gives_the_try_it_led_to(accounts, scripted):
    scripted.says["start"] = [DOWN, DOWN, o.NeedsPayer("https://x.example/pay", "chk_2")]
    facts = start_facts(make_invoice(), account=accounts[0], others=(refs(accounts)[1],))
    assert start_payment(facts, by=SYSTEM).id == start_payment(facts, by=SYSTEM).id
    assert Attempt.objects.count() == 2


def test_late_money_at_the_account_that_did_nothing_is_taken_once_each(accounts, scripted):
    """A gateway that lied: it said that nothing was started, and was paid. Nothing is lost, nothing is paid twice."""
    scripted.says["start"] = [DOWN, DOWN, o.NeedsPayer("https://x.example/pay", "chk_2")]
    invoice = make_invoice()
    second = begin(invoice, accounts)
    first = Attempt.objects.order_by("id").first()
    apply(first, approved(first))
    assert balances.open_amount(invoice.public_id) == 0
    payment = Payment.objects.get()
    assert (payment.gateway_account_ref, payment.state) == (refs(accounts)[0], "captured")
    apply(second, approved(second))
    assert balances.credit_of(invoice.customer_ref) == invoice.total_minor
    assert Task.objects.filter(kind="late_money").count() == 1
    held = [balances.account_balance(f"clearing:{ref}", "PHP") for ref in refs(accounts)[:2]]
    assert held == [invoice.total_minor, invoice.total_minor]


def test_a_refund_goes_back_through_the_account_that_was_paid(accounts, scripted):
    scripted.says["start"] = [DOWN, DOWN, o.NeedsPayer("https://x.example/pay", "chk_2")]
    attempt = begin(make_invoice(), accounts)
    apply(attempt, approved(attempt))
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd", asked.amount)]
    payment = Payment.objects.get()
    refund_payment(RefundFacts(payment.public_id, payment.refundable, "x", "gateway", "k"), by=SYSTEM)
    assert balances.account_balance(f"clearing:{refs(accounts)[1]}", "PHP") == 0


def test_a_half_open_circuit_is_tried_by_one_and_the_others_go_on(accounts, scripted):
    scripted.says["start"] = [DOWN]
    for _ in range(2):
        begin(make_invoice(), accounts[:1])
    scripted.says["start"] = [o.NeedsPayer("https://x.example/pay", "chk_1")]
    with clock.hold(clock.now() + timedelta(seconds=conf.routing.wait_s + 1)):
        assert begin(make_invoice(), accounts).gateway_account_ref == refs(accounts)[0]
        assert standings() == []
