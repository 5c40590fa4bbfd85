"""Disputes in any order, any number, beside refunds: money is lost once, and the books say where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dispute_makers import dispute, taken_in, told
from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tests.scripted_gateway import registered
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.find_disputes import find_disputes
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts, TypedDispute
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Dispute, Refund

pytestmark = pytest.mark.django_db
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
WHOLE = 150_000


def standing(attempt: Attempt) -> tuple[int, ...]:
    """What the gateway holds, what disputes hold, what is owed, what we owe the customer."""
    ref = attempt.payment.targets.get().target_ref
    return (
        balances.account_balance(f"clearing:{attempt.gateway_account_ref}", "PHP"),
        balances.account_balance("disputed", "PHP"),
        balances.open_amount(ref),
        balances.credit_of(attempt.customer_ref),
    )


@shared
@given(
    end=st.sampled_from(["won", "lost"]),
    middle=st.lists(st.sampled_from(["needs_answer", "under_review", "inquiry", "won_or_lost"]), max_size=6),
    minor=st.integers(1, WHOLE),
    data=st.data(),
)
def test_one_dispute_ends_the_same_in_any_order_and_any_number(end, middle, minor, data) -> None:
    with registered():
        attempt = captured(make_invoice(), account=make_account("scripted"))
        for word in data.draw(st.permutations([*middle, "won_or_lost"])):
            state = {"inquiry": "needs_answer", "won_or_lost": end}.get(word, word)
            more = {"is_taken": word != "inquiry"}
            dispute(attempt, state, amount=Money(minor, "PHP"), fee=None, **more)
    row = Dispute.objects.get(payment=attempt.payment)
    gone = minor if end == "lost" else 0
    assert row.state == end
    clearing, _held, owed, credit = standing(attempt)
    assert (clearing, owed, credit) == (WHOLE - gone, gone, 0)
    told = Message.objects.filter(payload__dispute_ref=row.public_id).values_list("name", flat=True)
    assert sorted(told) == ["payments.dispute_ended", "payments.dispute_opened"]


@shared
@given(
    ways=st.permutations(["notice", "job", "list", "list", "staff"]),
    state=st.sampled_from(["needs_answer", "under_review", "won", "lost"]),
    can_be_asked=st.booleans(),
)
def test_one_dispute_by_notice_by_job_by_list_and_by_hand_is_one_in_any_order(ways, state, can_be_asked) -> None:
    with registered() as gateway:
        attempt = captured(make_invoice(), account=make_account("scripted"))
        fact = told(attempt, state, reference="dp_x", fee=None)
        kind = "looked_up" if can_be_asked else "told"
        gateway.can = replace(gateway.can, disputes=kind, lists_disputes=can_be_asked, answers_disputes=False)
        gateway.says["list_disputes"], gateway.says["look_up_dispute"] = [("dp_x",)], [fact]
        for way in ways:
            _hear(attempt, way, state)
    row = Dispute.objects.get(payment=attempt.payment)
    assert (row.reference, row.state) == ("dp_x", state)
    told_of = Message.objects.filter(payload__dispute_ref=row.public_id).values_list("name", flat=True)
    ends = ["payments.dispute_ended"] * (state in ("won", "lost"))
    assert sorted(told_of) == [*ends, "payments.dispute_opened"]
    assert standing(attempt)[0] == (WHOLE if state == "won" else 0)


def _hear(attempt: Attempt, way: str, state: str) -> None:
    account_ref, ref = attempt.gateway_account_ref, attempt.payment.public_id
    match way:
        case "notice":
            hear_notice(notice_ref="ntc_x", account_ref=account_ref, attempt_key="", reference="dp_x", kind="dispute")
        case "job":
            find_disputes(by=SYSTEM)
        case "list":
            taken_in(f"{ref},dp_x,1500.00,{state},,,fraudulent")
        case "staff":
            typed = TypedDispute(ref, "dp_x", Money(WHOLE, "PHP"), state)  # type: ignore[arg-type]
            open_dispute(typed, by=SYSTEM)


STEPS = ("refund", "refund_done", "refund_failed", "open_one", "open_two", "win_one", "lose_one", "lose_two", "credit")


@shared
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, WHOLE)), max_size=9))
def test_whatever_comes_the_books_say_where_every_centavo_is(steps) -> None:
    """Owed to us less owed by us is always what went beyond what came; nothing waits when nothing is open."""
    with registered() as gateway:
        gateway.says["refund"] = [o.RefundPending("rfd")]
        attempt = captured(make_invoice(), account=make_account("scripted"))
        for number, (word, minor) in enumerate(steps):
            _do(attempt, word, Money(minor, "PHP"), key=str(number))
    clearing, _held, owed, credit = standing(attempt)
    payment = attempt.payment
    held = sum(one.held_minor for one in payment.disputes.all() if one.is_open)
    on_the_way = sum(one.amount_minor for one in payment.refunds.exclude(state__in=["done", "failed"]))
    assert clearing + held + owed - credit == WHOLE + on_the_way
    lost = sum(one.held_minor for one in payment.disputes.filter(state="lost"))
    gone = sum(one.amount_minor for one in payment.refunds.filter(to="gateway", state="done"))
    assert clearing == WHOLE - held - lost - gone


def _do(attempt: Attempt, word: str, money: Money, *, key: str) -> None:
    refund = Refund.objects.filter(payment=attempt.payment, to="gateway").exclude(state__in=["done", "failed"]).first()
    try:
        match word:
            case "refund" | "credit":
                to = "gateway" if word == "refund" else "credit"
                name = f"{attempt.key}{key}"
                refund_payment(RefundFacts(attempt.payment.public_id, money, "x", to, name), by=SYSTEM)
            case "refund_done" if refund:
                apply_refund_outcome(refund.id, o.RefundDone("rfd", refund.amount), by=SYSTEM, source="test")
            case "refund_failed" if refund:
                said = o.RefundFailed(o.RefundFailure.BANK_REFUSED)
                apply_refund_outcome(refund.id, said, by=SYSTEM, source="test")
            case "open_one" | "open_two" | "win_one" | "lose_one" | "lose_two":
                move, _, which = word.partition("_")
                state = {"open": "needs_answer", "win": "won", "lose": "lost"}[move]
                dispute(attempt, state, amount=money, fee=None, reference=f"dp_{which}_{attempt.key}")
    except Refusal:
        pass
