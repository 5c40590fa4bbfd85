"""What is owed is planned once, told in good time, and asked about when it is more than was agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.autopay_makers import make_agreed, planned
from tests.makers import line, make_customer, make_invoice
from tests.payment_makers import captured
from tiwala.autopay import handlers
from tiwala.autopay.actions.collect import collect
from tiwala.autopay.actions.plan_collection import plan_collection
from tiwala.autopay.actions.plan_for import plan_for
from tiwala.autopay.actions.plan_for_all import plan_for_all
from tiwala.autopay.models import Collection
from tiwala.autopay.rules import likeness
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.notify.models import Letter
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts

pytestmark = pytest.mark.django_db


def test_it_is_planned_for_the_day_it_is_due_at_ten_and_told_before(ana, account):
    make_agreed(ana, account)
    collection = planned(make_invoice(ana, due_on=date(2026, 12, 15)))
    assert (collection.state, collection.amount_minor) == ("planned", 150_000)
    assert collection.due_at == datetime(2026, 12, 15, 2, tzinfo=UTC)
    letter = Letter.objects.get(kind="autopay.coming")
    assert letter.subject == "₱1,500.00 will be paid on Tuesday, 15 December"
    assert "Visa •••• 4242" in letter.body_text
    assert "/home/methods/autopay/" in letter.body_html


def test_what_is_due_too_soon_waits_for_the_notice_the_payer_wants(ana, account):
    make_agreed(ana, account, notice_days=5)
    assert planned(make_invoice(ana, due_on=date(2026, 12, 2))).due_at.date() == date(2026, 12, 6)


def test_planned_by_whoever_and_however_often_it_is_once(ana, account):
    invoice = make_invoice(ana)
    make_agreed(ana, account)
    handlers.hear_stands(customer_ref=ana.public_id)
    assert plan_for(ana.public_id, by=SYSTEM) == 0
    assert plan_for_all(by=SYSTEM) == 0
    assert plan_collection(invoice.public_id, by=SYSTEM) is None
    assert Letter.objects.filter(kind="autopay.coming").count() == 1


def test_what_went_back_once_or_can_be_paid_by_credit_is_for_people(ana, account):
    make_agreed(ana, account)
    returned, mine = make_invoice(ana), make_invoice(ana)
    attempt = captured(returned)
    for to, minor in (("cash", 50_000), ("credit", 100_000)):
        facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "returned", to, key=to)
        refund_payment(facts, by=SYSTEM)
        assert plan_collection(returned.public_id, by=SYSTEM) is None
    assert balances.credit_of(ana.public_id) > 0
    assert plan_collection(mine.public_id, by=SYSTEM) is None


def test_nothing_of_others_nothing_paid_and_nothing_uncovered_is_planned(ana, account):
    mine, other = make_invoice(ana), make_invoice(ana)
    make_agreed(ana, account, covers=(mine.public_id,))
    stranger, done = make_invoice(make_customer("Ben Cruz")), make_invoice(ana)
    captured(done)
    for one in (other, stranger, done):
        assert plan_collection(one.public_id, by=SYSTEM) is None
    assert planned(mine).invoice_ref == mine.public_id


def test_a_branch_covers_its_invoices(ana, account):
    invoice = make_invoice(ana)
    make_agreed(ana, account, covers=(ids.encode("brn", invoice.branch_id),))
    assert planned(invoice).state == "planned"


def test_above_the_most_at_a_time_it_asks_at_once_and_plans_no_day(ana, account):
    make_agreed(ana, account)
    collection = planned(make_invoice(ana, line(200_001)))
    assert (collection.state, collection.why, collection.due_at) == ("asks", "cap", None)
    letter = Letter.objects.get(kind="autopay.asks")
    assert "above the ₱2,000.00 you agreed to" in letter.body_text
    assert "/pay/" in letter.body_text
    assert not Letter.objects.filter(kind="autopay.coming").exists()


@pytest.mark.parametrize(("price", "asks"), [(120_000, ""), (120_001, "rise"), (90_000, "")])
def test_a_clear_rise_over_the_last_of_its_kind_asks(ana, account, price, asks):
    make_agreed(ana, account)
    paid = planned(make_invoice(ana, line(100_000)))
    with clock.hold(paid.due_at):
        assert collect(paid.id, by=SYSTEM).state == "paid"
        assert planned(make_invoice(ana, line(price))).why == asks


def test_what_an_invoice_is_for_is_known_again_next_month():
    same = {
        likeness(words, "brn_1") for words in ("Internet, November 2026", "internet - December", "Internet (12/2026)")
    }
    assert len(same) == 1
    assert likeness("Internet", "brn_2") not in same
    assert likeness("Rent, December", "brn_1") not in same
    assert likeness("12/2026", "brn_1") == ""


def test_paid_another_way_or_taken_back_it_is_called_off(ana, account):
    paid, void = make_invoice(ana), make_invoice(ana)
    make_agreed(ana, account)
    plan_for(ana.public_id, by=SYSTEM)
    attempt = captured(paid)
    shares = [{"target_ref": paid.public_id, "amount_minor": 150_000}]
    handlers.hear_captured(payment_ref=attempt.payment.public_id, shares=shares)
    void_invoice(void.public_id, reason="typed twice", by=SYSTEM)
    handlers.hear_not_owed(invoice_ref=void.public_id)
    assert set(Collection.objects.values_list("state", "why")) == {("stopped", "paid_otherwise")}
    with clock.hold(clock.now() + timedelta(days=9)):
        assert plan_for(ana.public_id, by=SYSTEM) == 0
