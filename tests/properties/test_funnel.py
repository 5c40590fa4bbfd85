"""Any order, any number: shuffle and repeat the news of a payment's life; the end is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import make_invoice
from tests.payment_makers import apply, approved, captured, make_account, promise
from tests.scripted_gateway import registered
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

BEGINNINGS = ("needs_payer", "pending", "authorized")
ENDS = ("declined", "cancelled", "expired")
NOISE = ("timed_out", "server_error", "line_broke", "not_found", "unreadable", "breakdown")


@st.composite
def lives(draw: st.DrawFn) -> list[str]:
    """What may happen to one attempt, told in its own order."""
    life = draw(st.lists(st.sampled_from(BEGINNINGS), unique=True))
    life += draw(st.lists(st.sampled_from(ENDS), unique=True))
    money = draw(st.sampled_from(((), ("paid",), ("paid", "reversed"), ("wrong",), ("wrong", "reversed"))))
    return [*life, *money]


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A life, and the same life told out of order, repeated, with breakdowns in between."""
    life = draw(lives())
    again = draw(st.lists(st.sampled_from(life), max_size=6)) if life else []
    noise = draw(st.lists(st.sampled_from(NOISE), max_size=4))
    return life, draw(st.permutations([*life, *again, *noise]))


def _said(word: str, attempt: Attempt) -> o.Outcome | Exception:
    ref = f"chk_{attempt.key}"
    amount = Money(attempt.amount_minor, "PHP")
    if word == "breakdown":
        return GatewayBreakdown("down", retry=True)
    known: dict[str, o.Outcome] = {
        "needs_payer": o.NeedsPayer("https://pay.example/x", ref),
        "pending": o.Pending(ref),
        "authorized": o.Authorized(ref, amount, "x", attempt.key, authorized_at=clock.now(), method="card"),
        "declined": o.Declined(o.DeclineReason.INSUFFICIENT_FUNDS, ref),
        "cancelled": o.Cancelled(ref),
        "expired": o.Expired(ref),
        "paid": approved(attempt, reference=ref),
        "wrong": approved(attempt, reference=ref, amount=Money(attempt.amount_minor - 100, "PHP")),
        "reversed": o.Reversed(ref, amount),
    }
    return known.get(word) or o.Unknown(o.Why(word))


def _live_through(words: Sequence[str]) -> tuple[tuple[object, ...], Counter[str]]:
    with registered() as gateway:
        invoice = make_invoice()
        attempt = promise(invoice, account=make_account("scripted"))
        for word in words:
            gateway.says["look_up"] = [_said(word, attempt)]
            ask_gateway(attempt.id, by=SYSTEM, source="test")
    attempt = Attempt.objects.select_related("payment").get(pk=attempt.pk)
    payment = attempt.payment
    standing = (
        attempt.state,
        payment.state,
        balances.open_amount(invoice.public_id),
        balances.credit_of(invoice.customer_ref),
        balances.account_balance(f"clearing:{attempt.gateway_account_ref}", "PHP"),
        balances.balances_of("unapplied", [payment.public_id])[payment.public_id],
        attempt.holds.get().live,
    )
    told = Message.objects.filter(payload__payment_ref=payment.public_id).values_list("name", flat=True)
    return standing, Counter(told)


@shared
@given(tellings())
def test_the_end_is_the_same_in_any_order_and_any_number(telling: tuple[list[str], list[str]]) -> None:
    life, shuffled = telling
    if not set(life) - set(BEGINNINGS):
        life = [*life, "cancelled"]  # what only began has no end to compare: let it end
        shuffled = [*shuffled, "cancelled"]
    straight, told = _live_through(life)
    crooked, told_crooked = _live_through(shuffled)
    assert crooked == straight
    assert all(times == 1 for times in told_crooked.values()), told_crooked
    for name in ("payments.payment_captured", "payments.payment_held"):
        heard_gone_first = "reversed" in life and told_crooked[name] == 0
        assert told_crooked[name] == told[name] or heard_gone_first
    assert told_crooked["payments.payment_reversed"] == told["payments.payment_reversed"]


@shared
@given(st.permutations(["pending", "done", "timed_out", "done", "pending", "line_broke"]), st.integers(1, 150_000))
def test_a_refund_ends_the_same_in_any_order(words: list[str], minor: int) -> None:
    with registered():
        attempt = captured(make_invoice(), account=make_account("scripted"))
        amount = Money(minor, "PHP")
        refund = refund_payment(
            RefundFacts(attempt.payment.public_id, amount, "returned", "gateway", key=attempt.key), by=SYSTEM
        )
        said = {"pending": o.RefundPending("rfd"), "done": o.RefundDone("rfd", amount)}
        for word in words:
            outcome = said.get(word) or o.Unknown(o.Why(word))
            apply_refund_outcome(refund.id, outcome, by=SYSTEM, source="test")
    refund.refresh_from_db()
    assert refund.state == "done"
    left = attempt.amount_minor - minor
    assert balances.account_balance(f"clearing:{attempt.gateway_account_ref}", "PHP") == left
    assert Message.objects.filter(name="payments.refund_done", payload__refund_ref=refund.public_id).count() == 1
    assert not Task.objects.filter(subject_ref=refund.public_id).exists()


@shared
@given(st.lists(st.tuples(st.integers(1, 400_000), st.booleans()), min_size=1, max_size=5))
def test_whatever_comes_for_one_invoice_no_centavo_is_lost(tries: list[tuple[int, bool]]) -> None:
    """Several tries in a row, of any amount, some late: owed + credit + held always add up to what came."""
    invoice = make_invoice()
    attempts = []
    for minor, ends_first in tries:
        if balances.open_amount(invoice.public_id) <= 0:
            break
        attempt = promise(invoice, amount_minor=minor)
        attempts.append(attempt)
        apply(attempt, o.Expired("chk") if ends_first else approved(attempt))
    for attempt in attempts:
        apply(attempt, approved(attempt))
    came = sum(attempt.amount_minor for attempt in attempts)
    paid = invoice.total_minor - balances.open_amount(invoice.public_id)
    assert paid + balances.credit_of(invoice.customer_ref) == came
    assert balances.open_amount(invoice.public_id) == max(invoice.total_minor - came, 0)
