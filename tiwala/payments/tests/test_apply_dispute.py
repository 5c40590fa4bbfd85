"""Disputes: held while the bank decides, won, lost; once each, in any order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import DAN
from tests.dispute_makers import FEE, dispute, told
from tests.makers import make_invoice
from tests.payment_makers import apply, approved, captured, make_account, promise
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_dispute import apply_dispute
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.resolve_held import resolve_held
from tiwala.payments.errors import RefundWhileDisputed, TooMuchBack
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Attempt, Dispute, Payment, Refund
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd_1", asked.amount, key=asked.key)]
    return captured(make_invoice(), account=make_account("scripted"))


def back(attempt: Attempt, minor: int, to: str = "gateway", key: str = "r1") -> Refund:
    facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "returned", to, key)
    return refund_payment(facts, by=SYSTEM)


def invoice_of(attempt: Attempt) -> str:
    return attempt.payment.targets.get().target_ref


def books(attempt: Attempt) -> tuple[int, int, int, int]:
    """What the gateway holds for us, what disputes hold, what they cost, what is owed."""
    codes = (f"clearing:{attempt.gateway_account_ref}", "disputed", "dispute_fees")
    held = tuple(balances.account_balance(code, "PHP") for code in codes)
    return (*held, balances.open_amount(invoice_of(attempt)))


def open_tasks() -> set[str]:
    return set(Task.objects.open().values_list("kind", flat=True))


def test_an_open_one_is_held_and_the_invoice_stays_paid(paid):
    found = dispute(paid)
    whole = paid.amount_minor
    assert (found.state, found.held_minor) == ("needs_answer", whole)
    assert books(paid) == (-FEE.minor, whole, FEE.minor, 0)
    task = Task.objects.get(kind="dispute_open")
    assert (task.subject_ref, task.due_at) == (found.public_id, found.answer_by)
    assert Payment.objects.get().state == "captured"


def test_a_won_one_comes_back_without_its_fee(paid):
    dispute(paid)
    assert dispute(paid, "won").state == "won"
    assert books(paid) == (paid.amount_minor - FEE.minor, 0, FEE.minor, 0)
    assert open_tasks() == set()
    back(paid, paid.amount_minor)


def test_a_fee_that_is_given_back_is_given_back_in_the_books(paid):
    dispute(paid)
    dispute(paid, "won", fee=Money(0, "PHP"))
    assert books(paid) == (paid.amount_minor, 0, 0, 0)


def test_a_lost_one_opens_the_invoice_again_and_asks_a_person(paid):
    dispute(paid)
    dispute(paid, "lost")
    assert books(paid) == (-FEE.minor, 0, FEE.minor, paid.amount_minor)
    assert open_tasks() == {"dispute_lost"}
    payment = Payment.objects.get()
    assert (payment.state, payment.lost_minor, payment.refundable.minor) == ("reversed", paid.amount_minor, 0)


def test_a_part_lost_leaves_the_rest_of_the_payment(paid):
    part = Money(40_000, "PHP")
    dispute(paid, amount=part)
    assert books(paid) == (110_000 - FEE.minor, 40_000, FEE.minor, 0)
    dispute(paid, "lost", amount=part)
    assert books(paid) == (110_000 - FEE.minor, 0, FEE.minor, 40_000)
    payment = Payment.objects.get()
    assert (payment.state, payment.refundable.minor) == ("captured", 110_000)
    with pytest.raises(TooMuchBack):
        back(paid, 110_001)
    back(paid, 110_000)
    assert balances.open_amount(invoice_of(paid)) == 150_000


@pytest.mark.parametrize("end", ["won", "lost"])
def test_the_same_news_twice_and_older_news_late_change_nothing(paid, end):
    for state in ("needs_answer", "under_review", end, "needs_answer", end, "under_review"):
        dispute(paid, state)
    straight = books(paid)
    assert Dispute.objects.get().state == end
    assert straight[1] == 0
    assert Message.objects.filter(name="payments.dispute_ended").count() == 1
    assert Message.objects.filter(name="payments.dispute_opened").count() == 1


@pytest.mark.parametrize("end", ["won", "lost"])
def test_one_first_heard_of_when_it_is_over_ends_as_any_other(paid, end):
    dispute(paid, end)
    owed = 0 if end == "won" else paid.amount_minor
    assert books(paid) == ((paid.amount_minor if end == "won" else 0) - FEE.minor, 0, FEE.minor, owed)


def test_a_gateway_that_contradicts_itself_moves_nothing_and_asks_a_person(paid):
    dispute(paid, "won")
    before = books(paid)
    dispute(paid, "lost")
    assert books(paid) == before
    assert "dispute_contradicted" in open_tasks()


def test_an_inquiry_holds_nothing_until_the_bank_takes_it(paid):
    assert dispute(paid, is_taken=False, fee=None).held_minor == 0
    assert books(paid) == (paid.amount_minor, 0, 0, 0)
    dispute(paid)
    assert books(paid) == (-FEE.minor, paid.amount_minor, FEE.minor, 0)


def test_an_inquiry_that_goes_away_moved_nothing(paid):
    dispute(paid, is_taken=False, fee=None)
    dispute(paid, "won", is_taken=False, fee=None)
    assert books(paid) == (paid.amount_minor, 0, 0, 0)


def test_the_bank_asking_for_less_lets_the_rest_go(paid):
    dispute(paid)
    dispute(paid, amount=Money(60_000, "PHP"))
    assert books(paid) == (90_000 - FEE.minor, 60_000, FEE.minor, 0)


@pytest.mark.parametrize("to", ["gateway", "credit", "cash"])
def test_nothing_is_given_back_while_the_bank_decides(paid, to):
    dispute(paid, amount=Money(1_000, "PHP"))
    with pytest.raises(RefundWhileDisputed):
        back(paid, 1_000, to)
    with pytest.raises(RefundWhileDisputed):
        ask_for_refund(RefundFacts(paid.payment.public_id, paid.amount, "returned", to, "k"), by=DAN)
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.create(
            payment=paid.payment, amount_minor=1, currency="PHP", to="cash", key="k", reason="x", asked_by="y"
        )


def test_after_a_full_refund_the_payer_has_it_twice_and_owes_it(paid):
    """Fought and won it comes back; lost, the customer's account says so."""
    back(paid, paid.amount_minor)
    dispute(paid, fee=None)
    assert books(paid) == (-paid.amount_minor, paid.amount_minor, 0, paid.amount_minor)
    dispute(paid, "lost", fee=None)
    assert books(paid) == (-paid.amount_minor, 0, 0, paid.amount_minor)
    assert balances.credit_of(paid.customer_ref) == -paid.amount_minor


def test_after_a_full_refund_a_won_one_leaves_all_as_it_was(paid):
    back(paid, paid.amount_minor)
    dispute(paid)
    dispute(paid, "won", fee=Money(0, "PHP"))
    assert books(paid) == (0, 0, 0, paid.amount_minor)


@pytest.mark.parametrize("refund_ends", ["done", "failed"])
@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_refund_on_its_way_when_the_dispute_opens(paid, scripted, refund_ends, end):
    scripted.says["refund"] = [o.RefundPending("rfd_1")]
    refund = back(paid, 50_000)
    dispute(paid, amount=Money(100_000, "PHP"), fee=None)
    done = refund_ends == "done"
    said = o.RefundDone("rfd_1", refund.amount) if done else o.RefundFailed(o.RefundFailure.BANK_REFUSED)
    apply_refund_outcome(refund.id, said, by=SYSTEM, source="notice")
    dispute(paid, end, amount=Money(100_000, "PHP"), fee=None)
    gone = (50_000 if done else 0) + (100_000 if end == "lost" else 0)
    assert books(paid) == (150_000 - gone, 0, 0, gone)


@pytest.mark.parametrize("order", [("reversed", "dispute"), ("dispute", "reversed")])
@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_gateway_that_tells_of_one_loss_in_two_ways_takes_it_once(paid, order, end):
    for word in order:
        if word == "dispute":
            dispute(paid, fee=None)
        else:
            apply(paid, o.Reversed(paid.reference, paid.amount))
    dispute(paid, end, fee=None)
    if end == "lost":
        assert books(paid) == (0, 0, 0, paid.amount_minor)
    else:
        clearing, held, _fee, owed = books(paid)
        assert (clearing, held) == (paid.amount_minor, 0)
        assert owed == balances.credit_of(paid.customer_ref)


def test_two_disputes_of_one_payment_hold_no_more_than_came(paid):
    first = dispute(paid, amount=Money(100_000, "PHP"), fee=None)
    second = dispute(paid, amount=Money(100_000, "PHP"), fee=None, reference="dp_other")
    assert (first.held_minor, second.held_minor) == (100_000, 50_000)
    for reference in (first.reference, second.reference):
        dispute(paid, "lost", amount=Money(100_000, "PHP"), fee=None, reference=reference)
    assert books(paid) == (0, 0, 0, 150_000)
    assert Payment.objects.get().state == "reversed"


def test_money_nobody_decided_about_yet_is_lost_out_of_what_waits(scripted):
    attempt = promise(make_invoice(), account=make_account("scripted"))
    apply(attempt, approved(attempt, amount=Money(90_000, "PHP")))
    attempt.refresh_from_db()
    dispute(attempt, amount=Money(30_000, "PHP"), fee=None)
    dispute(attempt, "lost", amount=Money(30_000, "PHP"), fee=None)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.held) == ("held", Money(60_000, "PHP"))
    resolve_held(attempt.id, to="target", reason="it is theirs", by=SYSTEM)
    assert books(attempt) == (60_000, 0, 0, 90_000)


def test_another_currency_is_not_held_but_asked_about(paid):
    found = dispute(paid, amount=Money(2_000, "USD"), fee=None)
    assert found.held_minor == 0
    assert books(paid) == (paid.amount_minor, 0, 0, 0)


@pytest.mark.parametrize("wrong", [{"attempt_key": "att_x", "payment_reference": "x"}, {"account": "somebody"}])
def test_one_about_no_payment_of_ours_is_a_persons(paid, wrong):
    facts = told(paid, **wrong)
    found = apply_dispute(facts, account_ref=paid.gateway_account_ref, by=SYSTEM, source="test", is_asked=True)
    assert found is None
    assert open_tasks() == {"dispute_unmatched"}
    assert books(paid)[1] == 0


def test_another_accounts_dispute_touches_nothing_of_this_one(paid):
    other = make_account("scripted")
    apply_dispute(told(paid), account_ref=other.public_id, by=SYSTEM, source="test", is_asked=True)
    assert not Dispute.objects.exists()


def test_under_review_stops_the_clock_and_a_new_question_starts_it(paid):
    dispute(paid)
    dispute(paid, "under_review")
    assert "dispute_open" not in open_tasks()
    with clock.hold(clock.now() + timedelta(days=2)):
        assert dispute(paid, "needs_answer").state == "needs_answer"
    assert "dispute_open" in open_tasks()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Dispute.objects.update(amount_minor=0),
        lambda: Dispute.objects.update(held_minor=150_001),
        lambda: Dispute.objects.update(reference="another"),
        lambda: Dispute.objects.update(currency="USD"),
        lambda: Dispute.objects.all()._raw_delete("default"),
        lambda: Payment.objects.update(lost_minor=150_001),
    ],
)
def test_the_database_keeps_the_promise(paid, change):
    dispute(paid)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_the_database_undoes_no_decision(paid):
    dispute(paid, "won")
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispute.objects.update(state="lost")
