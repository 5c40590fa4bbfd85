"""By what a refund is known again where it carries no key of ours; and one told of twice counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import DAN
from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Refund
from tiwala.payments.traces import trace_of
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
LOST = o.Unknown(o.Why.TIMED_OUT)


@pytest.fixture
def paid(scripted):
    scripted.says["look_up_refund"] = [LOST]
    return captured(make_invoice(), account=make_account("scripted"))


@pytest.fixture
def back(paid, scripted):
    def give(key: str, *, minor: int, says: o.RefundOutcome, to: str = "gateway") -> Refund:
        scripted.says["refund"] = [says]
        return refund_payment(RefundFacts(paid.payment.public_id, Money(minor, "PHP"), "returned", to, key), by=DAN)

    return give


def test_the_trace_goes_along_with_both_calls(back, scripted):
    began = clock.now()
    refund = back("a", minor=5_000, says=LOST)
    ask_about_refund(refund.pk, by=SYSTEM, source="sweep")
    for asked in (scripted.called("refund")[-1], scripted.called("look_up_refund")[-1]):
        assert asked.trace.amount == Money(5_000, "PHP")
        assert began <= asked.trace.since <= clock.now()
        assert (asked.trace.others, asked.trace.has_twin) == (frozenset(), False)


def test_known_refunds_are_named_and_what_went_another_way_is_not(back):
    back("a", minor=5_000, says=o.RefundDone("rfd_a", Money(5_000, "PHP")))
    back("b", minor=5_000, says=o.RefundPending("rfd_b"))
    back("c", minor=5_000, says=LOST, to="cash")
    trace = trace_of(back("d", minor=5_000, says=LOST))
    assert (trace.others, trace.has_twin) == ({"rfd_a", "rfd_b"}, False)


@pytest.mark.parametrize(("minor", "is_twin"), [(5_000, True), (5_001, False)])
def test_one_of_the_same_amount_without_a_name_is_a_twin(back, minor, is_twin):
    back("a", minor=5_000, says=LOST)
    assert trace_of(back("b", minor=minor, says=LOST)).has_twin is is_twin


def test_one_that_waited_for_tomorrow_counts_from_when_it_left(back):
    refund = back("a", minor=5_000, says=LOST)
    refund.send_at = clock.now() + timedelta(days=1)
    assert trace_of(refund).since == refund.send_at


def test_one_refund_told_of_without_a_key_is_never_taken_twice(back, paid):
    done = o.RefundDone("rfd_a", Money(5_000, "PHP"))
    first, second = back("a", minor=5_000, says=done), back("b", minor=5_000, says=LOST)
    apply_refund_outcome(second.pk, done, by=SYSTEM, source="sweep")
    second.refresh_from_db()
    assert (first.state, second.state, second.reference) == ("done", "unknown", "")
    assert balances.account_balance(f"clearing:{paid.gateway_account_ref}", "PHP") == paid.amount_minor - 5_000
    assert Task.objects.get(kind="refund_unknown").facts["key_fits"] is False


def test_what_may_be_it_is_a_persons_at_once_until_it_is_known(back):
    refund = back("a", minor=5_000, says=o.Unknown(o.Why.AMBIGUOUS))
    assert (refund.state, Task.objects.exists()) == ("unknown", False)
    apply_refund_outcome(refund.pk, o.Unknown(o.Why.AMBIGUOUS), by=SYSTEM, source="sweep")
    assert Task.objects.open().get().kind == "refund_unknown"
    apply_refund_outcome(refund.pk, o.RefundDone("rfd_a", Money(5_000, "PHP")), by=SYSTEM, source="sweep")
    refund.refresh_from_db()
    assert (refund.state, Task.objects.open().exists()) == ("done", False)


def test_a_name_that_another_refund_has_is_not_taken_while_it_is_under_way(back):
    back("a", minor=5_000, says=o.RefundPending("rfd_a"))
    second = back("b", minor=5_000, says=o.RefundPending("rfd_a"))
    second.refresh_from_db()
    assert (second.state, second.reference) == ("sent", "")


def test_another_one_of_the_same_amount_is_taken(back):
    back("a", minor=5_000, says=o.RefundDone("rfd_a", Money(5_000, "PHP")))
    second = back("b", minor=5_000, says=LOST)
    apply_refund_outcome(second.pk, o.RefundDone("rfd_b", Money(5_000, "PHP")), by=SYSTEM, source="sweep")
    second.refresh_from_db()
    assert (second.state, second.reference) == ("done", "rfd_b")
