"""Ask every gateway about every open attempt and refund, now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.states import ASKABLE, REFUND


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many were asked about, how many moved, how many could not be asked just now."""

    asked: int
    moved: int
    skipped: int


def reconcile(*, by: Actor, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Reconciled:
    """Look up everything that is still under way, whatever its next question's time is."""
    attempts = list(Attempt.objects.filter(state__in=[s.value for s in ASKABLE]).values_list("id", "state"))
    refunds = list(Refund.objects.filter(state__in=[s.value for s in REFUND.open]).values_list("id", "state"))
    moved = skipped = 0
    work = [(ask_gateway, *row) for row in attempts] + [(ask_about_refund, *row) for row in refunds]
    for done, (ask, row_id, was) in enumerate(work, start=1):
        try:
            moved += ask(row_id, by=by, source="reconcile").state != was
        except Refusal:
            skipped += 1
        progress(done, len(work))
    return Reconciled(asked=len(work), moved=moved, skipped=skipped)
