"""Collected by day, once, within the limits; tried again by its reason; what is unknown never."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction

from tests.autopay_makers import make_agreed, peso, planned
from tests.makers import line, make_invoice
from tests.payment_makers import apply, approved, begin, captured
from tests.saving import AGENT, keeper
from tiwala.autopay import handlers
from tiwala.autopay.actions.allow_once import allow_once
from tiwala.autopay.actions.collect import _begin, collect
from tiwala.autopay.actions.collect_due import collect_due
from tiwala.autopay.actions.end_agreement import end_agreement
from tiwala.autopay.actions.pause_agreement import pause_agreement
from tiwala.autopay.actions.plan_for import plan_for
from tiwala.autopay.errors import NothingAsked, OtherWords
from tiwala.autopay.facts import Yes
from tiwala.autopay.models import Collection
from tiwala.autopay.words import once_consent
from tiwala.events.models import Message
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.gateways import outcomes as o
from tiwala.invoicing import handlers as invoicing
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.ledger import balances
from tiwala.notify.models import Letter
from tiwala.payments.actions.forget_method import forget_method
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
POOR = o.Declined(o.DeclineReason.INSUFFICIENT_FUNDS, "chk_poor")


def failed_letters():
    return list(Letter.objects.filter(kind="autopay.failed").order_by("id"))


def at(collection, **later):
    return clock.hold(collection.due_at + timedelta(**later))


@pytest.fixture
def invoice(ana):
    return make_invoice(ana)


@pytest.fixture
def due(ana, account, invoice):
    """A collection whose time comes with `at(due)`."""
    make_agreed(ana, account)
    return planned(invoice)


def test_credit_that_came_meanwhile_is_used_first_by_people(due, ana, invoice, scripted):
    other = captured(make_invoice(ana))
    refund_payment(RefundFacts(other.payment.public_id, peso(10_000), "kindness", "credit", key="c"), by=SYSTEM)
    before = due.due_at
    with at(due):
        collect_due(by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.tries, scripted.called("start")) == ("planned", 0, [])
    assert due.due_at >= before + timedelta(days=1)


def test_what_may_not_be_sent_is_not_and_its_payer_is_asked_by_letter(due, ana, scripted):
    add_to_list(EntryFacts("deny", "customer", ana.public_id, "stolen cards"), by=SYSTEM)
    with at(due):
        collect_due(by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.why, scripted.called("start")) == ("stopped", "needs_payer", [])
    (letter,) = failed_letters()
    assert "stolen" not in letter.body_text
    assert "/pay/" in letter.body_text


def test_on_its_day_it_is_paid_with_the_token_and_nobody_there(due, invoice, scripted):
    with at(due):
        assert collect_due(by=SYSTEM) == 1
    due.refresh_from_db()
    asked = scripted.called("start")[0]
    assert (asked.token != "", asked.payer_present, asked.save_method) == (True, False, False)
    assert (due.state, due.tries, due.month) == ("paid", 1, date(2026, 12, 1))
    assert balances.open_amount(invoice.public_id) == 0
    attempt = Attempt.objects.get(saved_method__isnull=False)
    assert (attempt.payer_present, attempt.payment.public_id) == (False, due.payment_ref)


def test_not_a_moment_before_its_time_and_never_twice(due, scripted):
    with at(due, seconds=-1):
        assert collect_due(by=SYSTEM) == 0
        assert collect(due.id, by=SYSTEM).state == "planned"
    for later in (0, 1, 60, 100_000):
        with at(due, seconds=later):
            collect_due(by=SYSTEM)
            collect(due.id, by=SYSTEM)
    assert len(scripted.called("start")) == 1


@pytest.mark.parametrize("hour", [20, 23, 0, 3, 7])
def test_never_at_night_where_the_business_is(due, scripted, hour):
    night = datetime(2026, 12, 17, hour, 30, tzinfo=UTC) - timedelta(hours=8)
    with clock.hold(night):
        assert collect_due(by=SYSTEM) == 0
        late = collect(due.id, by=SYSTEM)
    assert scripted.called("start") == []
    assert late.due_at.astimezone(UTC).hour == 0  # eight in the morning in Manila


def test_paused_or_ended_a_moment_before_it_is_not_begun(ana, account, scripted):
    first, second = make_invoice(ana), make_invoice(ana)
    agreement = make_agreed(ana, account)
    one = planned(first)
    pause_agreement(agreement.public_id, by=keeper(ana))
    with at(one):
        assert collect(one.id, by=SYSTEM).state == "stopped"
    end_agreement(agreement.public_id, by=keeper(ana))
    assert plan_for(ana.public_id, by=SYSTEM) == 0
    assert scripted.called("start") == []
    fresh = Collection.objects.create(
        agreement=agreement,
        customer_ref=ana.public_id,
        invoice_ref=second.public_id,
        number="x",
        amount_minor=1,
        currency="PHP",
    )
    with pytest.raises(DatabaseError, match="is ended"), transaction.atomic():
        Collection.objects.filter(pk=fresh.pk).update(state="trying", month=date(2026, 12, 1))


def test_a_method_removed_a_moment_before_asks_for_another_and_charges_nothing(ana, due, scripted):
    forget_method(due.agreement.method.public_id, by=keeper(ana))
    with at(due):
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.why) == ("stopped", "other_method")
    assert scripted.called("start") == []
    assert "choose another card or wallet" in failed_letters()[0].body_text


def test_a_gateway_that_forgot_the_card_first_is_a_hard_no(due, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.METHOD_UNAVAILABLE)]
    with at(due):
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.why) == ("stopped", "other_method")


def test_what_is_unknown_is_never_tried_again_and_counts_against_the_month(due, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    for hours in (0, 1, 24, 72, 200):
        with at(due, hours=hours):
            collect_due(by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.tries) == ("trying", 1)
    assert len(scripted.called("start")) == 1
    attempt = Attempt.objects.get(saved_method__isnull=False)
    apply(attempt, approved(attempt))
    handlers.hear_captured(payment_ref=attempt.payment.public_id, shares=[])
    due.refresh_from_db()
    assert due.state == "paid"


def test_a_soft_no_is_tried_again_on_its_schedule_each_try_told_then_a_person_and_a_reminder(due, scripted):
    scripted.says["start"] = [POOR]
    days = []
    for _ in range(4):
        due.refresh_from_db()
        with clock.hold(due.due_at):
            days.append(clock.now().date())
            collect_due(by=SYSTEM)
    due.refresh_from_db()
    assert [(b - a).days for a, b in pairwise(days)] == [1, 3, 5]
    assert (due.state, due.why, due.tries) == ("stopped", "gave_up", 4)
    assert len(scripted.called("start")) == 4
    letters = failed_letters()
    assert len(letters) == 4
    assert all("not enough" in one.body_text for one in letters)
    assert "We try again on" in letters[0].body_text
    assert "We do not try again" in letters[-1].body_text
    assert "/pay/" in letters[-1].body_text
    assert Task.objects.get(kind="autopay_failed").subject_ref == due.public_id
    with clock.hold(due.due_at):
        collect_due(by=SYSTEM)
        collect_due(by=SYSTEM)
    assert Letter.objects.filter(kind="invoicing.reminder").count() == 1


def test_trouble_of_the_line_is_tried_again_the_same_day(due, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_UNAVAILABLE, "chk_1")]
    with at(due):
        collect(due.id, by=SYSTEM)
        due.refresh_from_db()
        assert due.due_at - clock.now() == timedelta(hours=2)


def test_a_retry_never_falls_into_the_night(due, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_UNAVAILABLE, "chk_1")]
    with at(due, hours=9, minutes=30):  # half past seven in the evening
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert due.due_at.astimezone(UTC).hour == 0


@pytest.mark.parametrize("reason", ["card_expired", "card_lost_or_stolen", "account_closed", "suspected_fraud"])
def test_a_hard_no_stops_at_once_and_asks_for_another_method(due, scripted, reason):
    scripted.says["start"] = [o.Declined(o.DeclineReason(reason), "chk_1")]
    with at(due):
        collect(due.id, by=SYSTEM)
    with at(due, days=9):
        collect_due(by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.why, len(scripted.called("start"))) == ("stopped", "other_method", 1)
    assert len(failed_letters()) == 1


def test_a_bank_that_wants_the_payer_becomes_a_letter_with_a_link(due, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.NOT_AUTHENTICATED, "chk_1")]
    with at(due):
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.why) == ("stopped", "needs_payer")
    assert "Your bank wants you to confirm this payment" in failed_letters()[0].body_text
    assert "/pay/" in failed_letters()[0].body_text


def test_a_gateway_that_sends_the_absent_payer_to_a_page_is_called_off(due, invoice, account, scripted):
    scripted.says["start"] = [o.NeedsPayer("https://bank.example/3ds", "chk_1")]
    scripted.says["cancel"] = [o.Cancelled("chk_1")]
    with at(due):
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.why) == ("stopped", "needs_payer")
    assert len(scripted.called("cancel")) == 1
    begin(invoice, account=account)  # the payer may pay it now


def test_the_general_letter_about_a_failed_try_is_not_sent_besides(due, scripted):
    scripted.says["start"] = [POOR]
    with at(due):
        collect(due.id, by=SYSTEM)
        told = Message.objects.filter(name="payments.payment_failed").latest("id").payload
        names = ("attempt_ref", "how", "reason", "target_refs")
        invoicing.tell_of_failure(**{name: told[name] for name in names})
        handlers.hear_failed(payment_ref=told["payment_ref"])
    assert not Letter.objects.filter(kind="payment_failed").exists()
    assert len(failed_letters()) == 1


def test_one_that_somebody_is_paying_just_now_waits_and_counts_as_no_try(due, invoice, account, scripted):
    scripted.says["start"] = [o.NeedsPayer("https://pay.example/1", "chk_1")]
    begin(invoice, account=account)
    with at(due):
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.tries) == ("planned", 0)
    assert len(scripted.called("start")) == 1


def test_a_part_paid_by_hand_leaves_only_the_rest_to_collect(due, invoice, account, scripted):
    attempt = begin(invoice, account=account, amount_minor=50_000)
    assert attempt.state == "captured"
    with at(due):
        collect(due.id, by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.amount_minor) == ("paid", 100_000)


def test_the_month_is_counted_and_a_new_month_begins_at_midnight_of_the_business(ana, account, scripted):
    make_agreed(ana, account, cap=peso(150_000), month_cap=peso(200_000), notice_days=1)
    days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]
    rows = [planned(make_invoice(ana, due_on=day)) for day in days]
    for row in rows:
        with at(row):
            collect_due(by=SYSTEM)
            row.refresh_from_db()
    assert [(row.state, row.why, row.month) for row in rows] == [
        ("paid", "", date(2026, 12, 1)),
        ("asks", "month_cap", None),
        ("paid", "", date(2027, 1, 1)),
    ]
    assert "more than the ₱2,000.00" in Letter.objects.get(kind="autopay.asks").body_text


def test_the_database_itself_never_goes_above_a_limit(ana, account):
    make_agreed(ana, account, cap=peso(150_000), month_cap=peso(200_000))
    one, two = planned(make_invoice(ana)), planned(make_invoice(ana))
    month = date(2026, 12, 1)
    with pytest.raises(DatabaseError, match="at a time"), transaction.atomic():
        Collection.objects.filter(pk=one.pk).update(state="trying", month=month, amount_minor=150_001)
    Collection.objects.filter(pk=one.pk).update(state="trying", month=month)
    with pytest.raises(DatabaseError, match="in a month"), transaction.atomic():
        Collection.objects.filter(pk=two.pk).update(state="trying", month=month)
    with pytest.raises(DatabaseError, match="keeps its amount"), transaction.atomic():
        Collection.objects.filter(pk=one.pk).update(amount_minor=1)
    with pytest.raises(DatabaseError, match="begins planned"), transaction.atomic():
        Collection.objects.create(
            agreement=one.agreement,
            customer_ref=ana.public_id,
            invoice_ref="inv_x",
            number="x",
            amount_minor=1,
            currency="PHP",
            state="paid",
            month=month,
        )


def test_a_yes_to_one_lets_just_that_one_through(ana, account, scripted):
    make_agreed(ana, account)
    asks = planned(make_invoice(ana, line(300_000)))
    words = once_consent(asks, asks.agreement.method, agent=AGENT)
    assert "₱3,000.00" in words.words
    with pytest.raises(OtherWords):
        allow_once(asks.public_id, Yes("0" * 64), by=keeper(ana))
    allow_once(asks.public_id, Yes(words.sha256, "en", AGENT), by=keeper(ana))
    with pytest.raises(NothingAsked):
        allow_once(asks.public_id, Yes(words.sha256, "en", AGENT), by=keeper(ana))
    asks.refresh_from_db()
    with clock.hold(asks.due_at):
        collect_due(by=SYSTEM)
    asks.refresh_from_db()
    assert (asks.state, asks.consent.purpose) == ("paid", "autopay_once")
    assert planned(make_invoice(ana, line(300_000))).why == "cap"


def test_a_worker_that_died_between_promise_and_payment_begins_anew_and_once(due, scripted):
    with at(due):
        assert _begin(due.id, by=SYSTEM)[1] == "pay"
        assert collect(due.id, by=SYSTEM).state == "trying"  # it is left to whoever began it
    with at(due, minutes=11):
        assert collect(due.id, by=SYSTEM).state == "waiting"  # nothing came of it
    due.refresh_from_db()
    assert due.tries == 0
    with clock.hold(due.due_at):
        collect_due(by=SYSTEM)
        collect_due(by=SYSTEM)
    due.refresh_from_db()
    assert (due.state, due.tries, len(scripted.called("start"))) == ("paid", 1, 1)


def test_money_that_comes_late_ends_it_paid(due, scripted):
    scripted.says["start"] = [POOR]
    with at(due):
        collect(due.id, by=SYSTEM)
    attempt = Attempt.objects.get(saved_method__isnull=False)
    apply(attempt, approved(attempt))
    handlers.hear_captured(payment_ref=attempt.payment.public_id, shares=[])
    due.refresh_from_db()
    assert due.state == "paid"
    with clock.hold(clock.now() + timedelta(days=30)):
        collect_due(by=SYSTEM)
    assert len(scripted.called("start")) == 1
