"""Disputes, as gateways tell of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiwala.gateways.port import DisputeFacts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments.actions.apply_dispute import apply_dispute
from tiwala.payments.models import Attempt, Dispute

FEE = Money(50_000, "PHP")


def told(attempt: Attempt, state: str = "needs_answer", **other: Any) -> DisputeFacts:
    """What the gateway says about a dispute of this attempt."""
    facts: dict[str, Any] = {
        "reference": f"dp_{attempt.key}",
        "payment_reference": attempt.reference,
        "amount": attempt.amount,
        "state": state,
        "opened_at": clock.now(),
        "attempt_key": attempt.key,
        "reason": "fraudulent",
        "fee": FEE,
        "answer_by": clock.now() + timedelta(days=10),
    }
    return DisputeFacts(**facts | other)


def dispute(attempt: Attempt, state: str = "needs_answer", **other: Any) -> Dispute:
    """Through the funnel."""
    found = apply_dispute(
        told(attempt, state, **other),
        account_ref=attempt.gateway_account_ref,
        by=SYSTEM,
        source="test",
        is_asked=True,
    )
    assert found is not None
    return found
