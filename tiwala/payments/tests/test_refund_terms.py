"""Refunds in each vendor's terms: what goes back, from when, until when; and what waits for tomorrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import DAN
from tests.dispute_makers import dispute
from tests.makers import make_invoice
from tests.payment_makers import apply, captured, make_account
from tiwala.gateways import outcomes as o
from tiwala.gateways.capabilities import MethodCan
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import WrongState
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.call_off_refund import call_off_refund
from tiwala.payments.actions.reconcile import reconcile
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.send_due_refunds import send_due_refunds
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.errors import CannotRefundThisWay, PartsTomorrow, WholeOnly
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Payment, Refund
from tiwala.payments.refund_terms import Terms, terms_of

ZONE = ZoneInfo("Asia/Manila")
NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
LATE = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)
"""Half an hour into the 5th in Manila."""
MAYA = MethodCan("card", "redirect", (), refund="partial", refund_days=180, same_day_void=True)
CARD = MethodCan("card", "redirect", (), refund="partial", refund_days=60)
QR = MethodCan("qrph", "qr", (), refund="none", refund_days=0)
LOAN = MethodCan("loan", "redirect", (), refund="full", refund_days=30)


@pytest.mark.parametrize(
    ("can", "channel", "now", "terms"),
    [
        (CARD, "online", NOON, Terms("partial", date(2026, 7, 3))),
        (CARD, "online", NOON + timedelta(days=60), Terms("partial", date(2026, 7, 3))),
        (CARD, "online", NOON + timedelta(days=61), Terms("none", date(2026, 7, 3), why="too_late")),
        (QR, "online", NOON, Terms("none", why="rail")),
        (None, "online", NOON, Terms("none", why="rail")),
        (CARD, "cash", NOON, Terms("none", why="counter")),
        (LOAN, "online", NOON, Terms("full", date(2026, 6, 3))),
        (MAYA, "online", NOON, Terms("full", date(2026, 10, 31), parts_from=date(2026, 5, 5))),
        (MAYA, "online", LATE, Terms("partial", date(2026, 10, 31))),
    ],
)
def test_the_terms_of_each_vendor_by_the_day_in_its_own_zone(can, channel, now, terms):
    assert terms_of(can, channel=channel, captured_at=NOON, now=now, zone=ZONE) == terms


@pytest.fixture
def paid(scripted):
    """A payment at a gateway that voids today and gives back in part from tomorrow."""
    methods = tuple(replace(one, same_day_void=one.name == "card") for one in scripted.can.methods)
    scripted.can = replace(scripted.can, methods=methods)
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd_1", asked.amount, key=asked.key)]
    return captured(make_invoice(), account=make_account("scripted"))


def back(attempt, minor: int, key: str = "r1", **more) -> Refund:
    facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "returned", "gateway", key, **more)
    return refund_payment(facts, by=DAN)


def owed(attempt) -> int:
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def tomorrow(refund: Refund):
    assert refund.send_at is not None
    return clock.hold(refund.send_at + timedelta(minutes=1))


@pytest.mark.django_db
def test_the_whole_goes_today_and_a_part_is_refused_early(paid, scripted):
    with pytest.raises(PartsTomorrow):
        back(paid, 50_000)
    assert scripted.called("refund") == []
    assert back(paid, paid.amount_minor, key="all").state == "done"


@pytest.mark.django_db
def test_a_part_waits_for_tomorrow_and_leaves_once(paid, scripted):
    refund = back(paid, 50_000, is_later=True)
    assert (refund.state, Payment.objects.get().refunded_minor, owed(paid)) == ("waiting", 50_000, 50_000)
    assert refund.send_at.astimezone(ZONE).date() == clock.today("Asia/Manila") + timedelta(days=1)
    for ask in (sweep_unknown, send_due_refunds, reconcile):
        ask(by=SYSTEM)
    ask_about_refund(refund.id, by=SYSTEM, source="staff")
    assert scripted.called("refund") == scripted.called("look_up_refund") == []
    with tomorrow(refund):
        assert [send_due_refunds(by=SYSTEM) for _ in range(3)] == [1, 0, 0]
    refund.refresh_from_db()
    assert refund.state == "done"
    assert len(scripted.called("refund")) == 1


@pytest.mark.django_db
def test_asked_for_later_where_nothing_waits_it_leaves_now(paid, scripted):
    with clock.hold(clock.now() + timedelta(days=1)):
        assert back(paid, 50_000, is_later=True).state == "done"


@pytest.mark.django_db
def test_a_lost_answer_tomorrow_is_asked_about_and_not_sent_again(paid, scripted):
    scripted.says["refund"] = [o.Unknown(o.Why.TIMED_OUT)]
    scripted.says["look_up_refund"] = [o.Unknown(o.Why.NOT_FOUND), o.RefundDone("rfd_1", Money(50_000, "PHP"))]
    refund = back(paid, 50_000, is_later=True)
    with tomorrow(refund):
        send_due_refunds(by=SYSTEM)
        asked = ask_about_refund(refund.id, by=SYSTEM, source="sweep")
        assert asked.state == "unknown"  # released a moment ago: not found is no proof yet
        assert ask_about_refund(refund.id, by=SYSTEM, source="sweep").state == "done"
    assert len(scripted.called("refund")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["dispute", "reversal"])
def test_what_happens_meanwhile_keeps_it_here(paid, scripted, what):
    refund = back(paid, 50_000, is_later=True)
    if what == "dispute":
        dispute(paid, fee=None)
    else:
        apply(paid, o.Reversed(paid.reference, paid.amount))
    with tomorrow(refund):
        send_due_refunds(by=SYSTEM)
    refund.refresh_from_db()
    assert (refund.state, refund.failure) == ("failed", "disputed")
    assert scripted.called("refund") == []
    assert owed(paid) == (0 if what == "dispute" else paid.amount_minor)


@pytest.mark.django_db
def test_it_can_be_called_off_until_it_left(paid, scripted):
    refund = back(paid, 50_000, is_later=True)
    assert call_off_refund(refund.id, by=DAN).state == "failed"
    assert (owed(paid), Payment.objects.get().refunded_minor) == (0, 0)
    for _ in range(2):
        with pytest.raises(WrongState):
            call_off_refund(refund.id, by=DAN)
    with clock.hold(clock.now() + timedelta(days=2)):
        assert send_due_refunds(by=SYSTEM) == 0
    assert scripted.called("refund") == []


@pytest.mark.django_db
def test_a_rail_that_gives_back_all_or_nothing_says_so(scripted):
    methods = tuple(replace(one, refund="full" if one.name == "card" else one.refund) for one in scripted.can.methods)
    scripted.can = replace(scripted.can, methods=methods)
    attempt = captured(make_invoice(), account=make_account("scripted"))
    with pytest.raises(WholeOnly):
        back(attempt, 1)
    Payment.objects.update(method="qrph")
    with pytest.raises(CannotRefundThisWay):
        back(attempt, attempt.amount_minor)
