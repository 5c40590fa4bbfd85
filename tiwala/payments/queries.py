"""Reads worth a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tiwala.payments.models import Attempt, AttemptHold, Payment, Refund
from tiwala.payments.states import ASKABLE, RefundState


def live_attempt_for(target_ref: str) -> Attempt | None:
    """The attempt that holds this thing owed right now, if any."""
    hold = AttemptHold.objects.filter(target_ref=target_ref, live=True).select_related("attempt__payment").first()
    return hold.attempt if hold else None


def live_targets(target_refs: Iterable[str]) -> set[str]:
    """Which of these are being paid right now."""
    return set(
        AttemptHold.objects.filter(target_ref__in=list(target_refs), live=True).values_list("target_ref", flat=True)
    )


def payments_for_target(target_ref: str) -> list[Payment]:
    """Every payment meant for a thing owed, newest first."""
    return list(Payment.objects.filter(targets__target_ref=target_ref).order_by("-created_at"))


def attempts_due(now: datetime, *, limit: int = 200) -> list[UUID]:
    """Live attempts whose next question is due, oldest question first."""
    due = Attempt.objects.filter(next_ask_at__lte=now, state__in=[state.value for state in ASKABLE])
    return list(due.order_by("next_ask_at").values_list("id", flat=True)[:limit])


def refunds_due(now: datetime, *, limit: int = 200) -> list[UUID]:
    """Refunds under way whose next question is due."""
    open_states = [RefundState.ASKED, RefundState.SENT, RefundState.UNKNOWN]
    due = Refund.objects.filter(next_ask_at__lte=now, state__in=open_states)
    return list(due.order_by("next_ask_at").values_list("id", flat=True)[:limit])


def attempt_by_key(key: str) -> Attempt | None:
    """The attempt a gateway speaks of by our key."""
    return Attempt.objects.filter(key=key).first() if key else None


def attempt_by_reference(account_ref: str, reference: str) -> Attempt | None:
    """The attempt a gateway speaks of by its own id."""
    if not reference:
        return None
    return Attempt.objects.filter(gateway_account_ref=account_ref, reference=reference).first()
