"""Disputes, as gateways tell of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.gateways.port import DisputeFacts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments import jobs
from tiwala.payments.actions.apply_dispute import apply_dispute
from tiwala.payments.actions.take_in_list import take_in_list
from tiwala.payments.models import Attempt, Dispute
from tiwala.payments.taking_in import Progress, progress_of

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


def jobs_of(list_ref: str) -> list[dict[str, Any]]:
    """What the worker is asked to do for a list, line by line."""
    found = ProcrastinateJob.objects.filter(task_name="payments.take_in_dispute", args__list_ref=list_ref)
    return [dict(job.args) for job in found.order_by("id")]


def run_jobs(list_ref: str) -> None:
    """The worker does them."""
    for asked in jobs_of(list_ref):
        jobs.take_in_dispute(**asked)


def taken_in(text: str) -> Progress | None:
    """A list, taken in to its end; None when nothing in it is new."""
    list_ref = take_in_list(text, by=SYSTEM)
    run_jobs(list_ref)
    return progress_of(list_ref, by=SYSTEM) if list_ref else None
