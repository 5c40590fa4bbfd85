"""Ask every gateway about every open attempt, refund and dispute, now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal
from tiwala.payments import queries
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.ask_about_dispute import ask_about_known
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.truth import about_attempt, about_refund, is_line_broken


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many were asked about, how many moved, how many could not be asked just now."""

    asked: int
    moved: int
    skipped: int


@dataclass(frozen=True, slots=True)
class _Answer:
    state: str
    was_heard: bool


def reconcile(*, by: Actor, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Reconciled:
    """Look up everything that is still under way, whatever its next question's time is."""
    work = [(_ask_attempt, *row) for row in queries.open_attempts()]
    work += [(_ask_refund, *row) for row in queries.open_refunds()]
    work += [(_ask_dispute, one.pk, one.state) for one in queries.open_disputes()]
    moved = skipped = 0
    for done, (ask, row_id, was) in enumerate(work, start=1):
        try:
            answer = ask(row_id, by)
            moved += answer.state != was
            skipped += not answer.was_heard
        except Refusal:
            skipped += 1
        progress(done, len(work))
    return Reconciled(asked=len(work), moved=moved, skipped=skipped)


def _ask_attempt(row_id: UUID, by: Actor) -> _Answer:
    outcome = about_attempt(Attempt.objects.filter(pk=row_id).get())
    state = apply_outcome(row_id, outcome, by=by, source="reconcile").state
    return _Answer(state, was_heard=not is_line_broken(outcome))


def _ask_refund(row_id: UUID, by: Actor) -> _Answer:
    outcome = about_refund(Refund.objects.select_related("payment").filter(pk=row_id).get())
    state = apply_refund_outcome(row_id, outcome, by=by, source="reconcile").state
    return _Answer(state, was_heard=not is_line_broken(outcome))


def _ask_dispute(row_id: UUID, by: Actor) -> _Answer:
    dispute = ask_about_known(row_id, by=by, source="reconcile")
    return _Answer(dispute.state if dispute else "", was_heard=dispute is not None)
