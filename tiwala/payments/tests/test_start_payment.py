"""Promise → call → apply: begun once per key, once per thing owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import DAN, payer
from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, captured, make_account, start_facts
from tiwala.gateways import outcomes as o
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.errors import BeingPaid
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.conf import conf
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, MethodNotOffered, NothingDue, TooManyStarts
from tiwala.payments.models import Attempt, Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def test_the_key_and_the_exact_amount_go_to_the_gateway_outside_any_transaction(account, scripted):
    def inside(_asked):
        assert len(connection.atomic_blocks if hasattr(connection, "atomic_blocks") else connection.savepoint_ids) <= 1
        return o.NeedsPayer("https://pay.example/1", "chk_1", expires_at=None)

    scripted.says["start"] = [inside]
    invoice = make_invoice()
    attempt = begin(invoice, account=account)
    request = scripted.called("start")[0]
    assert (request.attempt_key, request.amount) == (attempt.key, Money(invoice.total_minor, "PHP"))
    assert (attempt.state, attempt.reference, attempt.redirect_url) == ("sent", "chk_1", "https://pay.example/1")
    assert attempt.next_ask_at is not None


def test_the_same_key_again_gives_the_same_attempt_and_calls_nobody(account, scripted):
    facts = start_facts(make_invoice(), account=account)
    first = start_payment(facts, by=SYSTEM)
    assert start_payment(facts, by=SYSTEM).id == first.id
    assert len(scripted.called("start")) == 1


def test_the_same_key_with_another_question_is_refused(account, scripted):
    customer = make_customer()
    begin(make_invoice(customer), account=account, key="k1")
    with pytest.raises(KeyReused):
        begin(make_invoice(customer), account=account, key="k1")
    assert Payment.objects.count() == 1


def test_a_second_window_is_refused_while_the_first_is_live(account, scripted):
    invoice = make_invoice()
    begin(invoice, account=account)
    with pytest.raises(AlreadyBeingPaid):
        begin(invoice, account=account)
    assert len(scripted.called("start")) == 1


def test_one_of_several_being_paid_refuses_them_all(account, scripted):
    customer = make_customer()
    one, other = make_invoice(customer), make_invoice(customer)
    begin(one, account=account)
    with pytest.raises(AlreadyBeingPaid):
        begin(other, one, account=account)
    begin(other, account=account)


def test_what_is_paid_or_void_cannot_be_paid(account, scripted):
    paid, void = make_invoice(), make_invoice()
    captured(paid)
    void_invoice(void.public_id, reason="typed twice", by=SYSTEM)
    for invoice in (paid, void):
        with pytest.raises(NothingDue):
            begin(invoice, account=account)
    assert scripted.called("start") == []


def test_what_is_being_paid_cannot_be_voided(account, scripted):
    invoice = make_invoice()
    begin(invoice, account=account)
    with pytest.raises(BeingPaid):
        void_invoice(invoice.public_id, reason="typed twice", by=SYSTEM)


def test_several_invoices_are_paid_in_the_order_given(account, scripted):
    customer = make_customer()
    old, new = make_invoice(customer), make_invoice(customer)
    attempt = begin(old, new, account=account)
    attempt = apply(attempt, approved(attempt))
    shares = list(attempt.payment.allocations.order_by("id").values_list("target_ref", "amount_minor"))
    assert shares == [(old.public_id, old.total_minor), (new.public_id, new.total_minor)]


@pytest.mark.parametrize("wrong", [{"method": "barter"}, {"method": "wallet", "capture": "manual"}])
def test_a_way_to_pay_that_is_not_offered_is_refused(account, scripted, wrong):
    with pytest.raises(MethodNotOffered):
        begin(make_invoice(), account=account, **wrong)
    assert not Payment.objects.exists()


def test_a_switched_off_account_takes_no_new_payment(account, scripted):
    account.enabled = False
    account.save()
    with pytest.raises(MethodNotOffered):
        begin(make_invoice(), account=account)


def test_a_lost_answer_is_asked_for_again_with_the_same_key(account, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.SERVER_ERROR), o.NeedsPayer("https://pay.example/1", "chk_1")]
    attempt = begin(make_invoice(), account=account)
    assert attempt.state == "sent"
    assert {request.attempt_key for request in scripted.called("start")} == {attempt.key}


def test_a_time_out_is_unknown_and_holds_the_invoice(account, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    invoice = make_invoice()
    attempt = begin(invoice, account=account)
    assert attempt.state == "unknown"
    assert {request.attempt_key for request in scripted.called("start")} == {attempt.key}
    with pytest.raises(AlreadyBeingPaid):
        begin(invoice, account=account)


def test_a_gateway_that_did_nothing_twice_frees_the_invoice_at_once(account, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.NOT_SENT)]
    invoice = make_invoice()
    assert begin(invoice, account=account).decline_reason == "method_unavailable"
    scripted.says["start"] = [o.NeedsPayer("https://pay.example/1", "chk_1")]
    assert begin(invoice, account=account).state == "sent"


def test_nothing_done_after_a_lost_answer_is_still_unknown(account, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.SERVER_ERROR), o.Unknown(o.Why.NOT_SENT)]
    assert begin(make_invoice(), account=account).state == "unknown"


def test_a_strange_answer_cannot_break_the_promise(account, scripted):
    scripted.says["start"] = [o.NeedsPayer("javascript:alert(1)", "r" * 2000, code="9" * 500)]
    attempt = begin(make_invoice(), account=account)
    assert (attempt.redirect_url, attempt.reference, len(attempt.code)) == (None, "", 60)


def test_a_direct_charge_is_captured_at_once(account, scripted):
    scripted.says["start"] = [lambda asked: approved(Attempt.objects.get(key=asked.attempt_key))]
    invoice = make_invoice()
    assert begin(invoice, account=account).state == "captured"
    assert balances.open_amount(invoice.public_id) == 0


def test_payers_begin_only_so_often_and_staff_as_they_need(account, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED)]
    invoice, other = make_invoice(), make_invoice()
    ana = payer("ana", invoice.customer_ref, other.customer_ref)
    guest = Actor("guest", "lnk_ana", customer_refs=frozenset({invoice.customer_ref}))
    with clock.hold(clock.now()):
        for _ in range(conf.pay.starts_per_minute):
            start_payment(start_facts(invoice, account=account), by=ana)
        for who in (ana, guest):
            with pytest.raises(TooManyStarts):
                start_payment(start_facts(invoice, account=account), by=who)
        start_payment(start_facts(other, account=account), by=ana)
        start_payment(start_facts(invoice, account=account), by=DAN)


def test_a_code_for_the_counter_waits_for_days_and_all_else_for_an_hour(account, scripted):
    for method, hours in (("otc", 72), ("card", 1)):
        attempt = begin(make_invoice(), account=account, method=method)
        asked = scripted.called("start")[-1]
        assert asked.expires_at == attempt.expires_at
        assert timedelta(0) <= attempt.created_at + timedelta(hours=hours) - attempt.expires_at < timedelta(minutes=1)


def test_an_account_of_the_other_mode_takes_no_payment(account, scripted):
    type(account).objects.update(mode="live")
    with pytest.raises(MethodNotOffered):
        begin(make_invoice(), account=account)
    assert not scripted.called("start")
