"""The words the contract is told in: ask, begin, paid, kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tiwala.gateways.outcomes import (
    Approved,
    NeedsPayer,
    SavedMethod,
)
from tiwala.gateways.port import (
    LookUp,
    LookUpRefund,
    RefundRequest,
    RefundTrace,
    StartRequest,
)
from tiwala.gateways.tests.harness import Harness
from tiwala.kit import clock, ids
from tiwala.kit.money import Money

PATIENCE_S = 10


def peso(text: str) -> Money:
    return Money.from_decimal(Decimal(text), "PHP")


def new_key() -> str:
    return ids.encode("att", ids.uuid7())


def ask(harness: Harness, amount: Money | None = None, **changes) -> StartRequest:
    given = {
        "attempt_key": new_key(),
        "amount": amount or peso("150.00"),
        "method": harness.payable,
        "return_url": "http://localhost:8000/back",
        "description": "Invoice 0001",
        "expires_at": clock.now() + timedelta(minutes=30),
    }
    return StartRequest(**(given | changes))


def begin(harness: Harness, amount: Money | None = None, **changes) -> tuple[StartRequest, NeedsPayer]:
    request = ask(harness, amount, **changes)
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, NeedsPayer), outcome
    return request, outcome


def paid(harness: Harness, amount: Money | None = None, **changes) -> tuple[StartRequest, str]:
    request, outcome = begin(harness, amount, **changes)
    harness.pay(outcome.reference)
    return request, outcome.reference


def ask_back(reference: str, amount: Money, *, reason: str = "") -> RefundRequest:
    """A refund that leaves us now, the only one of its payment."""
    return RefundRequest(reference, amount, new_key(), reason=reason, trace=RefundTrace(amount, clock.now()))


def about(asked: RefundRequest) -> LookUpRefund:
    """The question what became of it, when its answer was lost."""
    return LookUpRefund(asked.key, payment_reference=asked.reference, trace=asked.trace)


def kept_method(harness: Harness) -> SavedMethod:
    """A method that the payer let them keep."""
    _, outcome = begin(harness, save_method=True)
    harness.pay(outcome.reference, keep=True)
    money = harness.gateway.look_up(LookUp("", outcome.reference))
    assert isinstance(money, Approved)
    assert money.saved is not None
    return money.saved


def kept_token(harness: Harness) -> str:
    return kept_method(harness).token


def charges_alone(harness: Harness) -> bool:
    """Whether the payable method can be charged while its payer is away."""
    return harness.gateway.can.method(harness.payable).off_session


def sees_disputes(harness: Harness) -> bool:
    return harness.gateway.can.disputes == "looked_up"
