"""Keep or end one line of a review. Ending does it: the person is out, the program and the key open nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.actions.end_service_account import end_service_account
from tiwala.identity.actions.end_staff import end_staff
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.models import ReviewLine
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed, WrongState

ENDS: dict[str, Callable[..., object]] = {"usr": end_staff, "svc": end_service_account, "key": revoke_key}


def decide_line(line_id: UUID, *, verdict: str, by: Actor) -> ReviewLine:
    """The decided line. What is ended is ended first and for good; a mind may be changed from keep to end only.

    NotAllowed, WrongState once signed or ended, LastOwner, BadInput.
    """
    line = _check(line_id, verdict=verdict, by=by)
    if verdict == "end":
        kind = line.subject_ref.partition("_")[0]
        ENDS[kind](ids.decode(kind, line.subject_ref), by=by)
    return _note(line_id, verdict=verdict, by=by)


def _check(line_id: UUID, *, verdict: str, by: Actor) -> ReviewLine:
    if not by.may("access.review"):
        raise NotAllowed(permission="access.review")
    if verdict not in ("keep", "end"):
        raise BadInput(fields={"verdict": verdict[:10]})
    line: ReviewLine | None = ReviewLine.objects.select_related("review").filter(pk=line_id).first()
    if line is None or line.review.state != "open" or (line.verdict == "end" and verdict == "keep"):
        raise WrongState(line=str(line_id))
    return line


@action
def _note(line_id: UUID, *, verdict: str, by: Actor) -> ReviewLine:
    line: ReviewLine = ReviewLine.objects.select_related("review").get(pk=line_id)
    review = type(line.review).objects.locked(line.review_id)
    if review.state != "open":
        raise WrongState(review=review.public_id)
    if line.verdict != verdict:
        line.verdict, line.decided_by, line.decided_at = verdict, by.id, clock.now()
        line.save(update_fields=["verdict", "decided_by", "decided_at"])
        record("access_review:decide", review.public_id, by=by, about=line.subject_ref, verdict=verdict)
    return line
