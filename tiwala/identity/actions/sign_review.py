"""Sign a review of who may do what."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import AccessReview, ReviewLine, User
from tiwala.identity.refusals import ReviewNotDone
from tiwala.kit import clock, fields, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadId, NotAllowed, WrongState
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def sign_review(review_id: UUID, *, by: Actor) -> AccessReview:
    """The signed review: its paper and the paper's SHA-256 stay as they are. ReviewNotDone, WrongState, NotAllowed."""
    if not by.may("access.review"):
        raise NotAllowed(permission="access.review")
    review: AccessReview = AccessReview.objects.locked(review_id)
    if review.state != "open":
        raise WrongState(review=review.public_id)
    lines = list(review.lines.order_by("id"))
    if any(not line.verdict for line in lines):
        raise ReviewNotDone
    close_tasks_about("access_review", review.public_id, by=by, outcome="signed")
    review.state, review.signed_by, review.signed_at = "signed", by.id, clock.now()
    review.paper = _paper(review, lines)
    review.paper_sha256 = hashlib.sha256(review.paper.encode()).hexdigest()
    review.save()
    ended = sum(line.verdict == "end" for line in lines)
    record("access_review:sign", review.public_id, by=by, lines=len(lines), ended=ended, sha256=review.paper_sha256)
    return review


def _paper(review: AccessReview, lines: list[ReviewLine]) -> str:
    """All of it as JSON in one spelling: what was seen, who decided what and when, who signed."""
    fields.preload(lines)
    names = _names({line.decided_by for line in lines} | {review.signed_by})
    told = {
        "review": review.public_id,
        "opened_at": review.created_at.isoformat(),
        "due_at": review.due_at.isoformat(),
        "signed_at": review.signed_at.isoformat() if review.signed_at else "",
        "signed_by": {"id": review.signed_by, "name": names.get(review.signed_by, "")},
        "lines": [
            {
                "id": line.subject_ref,
                "name": str(line.name),
                "facts": line.facts,
                "verdict": line.verdict,
                "decided_by": {"id": line.decided_by, "name": names.get(line.decided_by, "")},
                "decided_at": line.decided_at.isoformat() if line.decided_at else "",
            }
            for line in lines
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)


def _names(refs: set[str]) -> dict[str, str]:
    pks = []
    for ref in refs:
        try:
            pks.append(ids.decode("usr", ref))
        except BadId:
            continue
    found = list(User.objects.filter(pk__in=pks))
    fields.preload(found)
    return {one.public_id: str(one.name) for one in found}
