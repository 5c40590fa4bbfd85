"""Begin a review of who may do what, when one is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

from tiwala.audit.actions.record import record
from tiwala.identity.models import AccessReview, ReviewLine, User
from tiwala.identity.reviewing import everything
from tiwala.identity.rule_values import value_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.tasks.actions.raise_task import raise_task

DAYS_TO_SIGN = 14


@action
def open_review(*, by: Actor, even_early: bool = False) -> AccessReview | None:
    """The review with a line for every person, program and key; None while one is open, or none is due yet.

    Due `review_months` after the last signature, or after the first staff member came.
    """
    advisory_lock("identity:review")
    if AccessReview.objects.filter(state="open").exists() or not (even_early or _is_due()):
        return None
    review = AccessReview.objects.create(due_at=clock.now() + timedelta(days=DAYS_TO_SIGN))
    for one in everything():
        ReviewLine.objects.create(review=review, subject_ref=one.ref, name=one.name[:120], facts=one.facts)
    raise_task("access_review", review.public_id, by=by, summary_facts={}, due_at=review.due_at)
    record("access_review:open", review.public_id, by=by, lines=review.lines.count())
    return review


def _is_due() -> bool:
    """Whether the time since the last signed review is over."""
    last = AccessReview.objects.filter(state="signed").order_by("-signed_at").values_list("signed_at").first()
    first = User.objects.filter(kind="staff").order_by("created_at").values_list("created_at").first()
    since: datetime | None = (last or first or (None,))[0]
    return since is not None and clock.now() >= _months_later(since, value_of("review_months"))


def _months_later(at: datetime, months: int) -> datetime:
    """The same day that many months later; the month's last day where it has no such day."""
    year, month = divmod(at.month - 1 + months, 12)
    last = monthrange(at.year + year, month + 1)[1]
    return at.replace(year=at.year + year, month=month + 1, day=min(at.day, last))
