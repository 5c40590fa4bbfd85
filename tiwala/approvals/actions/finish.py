"""Write down how a proposal ended."""

from __future__ import annotations

from tiwala.approvals.events import ProposalDecided
from tiwala.approvals.models import Proposal
from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.tasks.actions.close_task import close_tasks_about

WORD_LETTERS = 300


def finish(proposal: Proposal, move: str, *, by: Actor, word: str = "") -> None:
    """Move it, close its task, leave both names in the trail. A step; the caller holds the proposal's lock."""
    assert_in_transaction()
    proposal.move(move)
    proposal.decided_by, proposal.decided_at = by.id, clock.now()
    proposal.word = " ".join(word.split())[:WORD_LETTERS] or None
    proposal.save()
    close_tasks_about("second_person", proposal.public_id, by=by, outcome=proposal.state)
    publish(ProposalDecided(proposal.public_id, proposal.kind, proposal.asked_by, proposal.state))
    record(
        f"approval:{move}",
        proposal.public_id,
        by=by,
        kind=proposal.kind,
        about=proposal.subject_ref,
        asked_by=proposal.asked_by,
        alone=proposal.is_alone,
        result=proposal.result_ref,
    )
