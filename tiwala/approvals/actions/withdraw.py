"""Take back what one asked for."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.actions.finish import finish
from tiwala.approvals.models import Proposal
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def withdraw(proposal_id: UUID, *, by: Actor) -> Proposal:
    """It will not happen: whoever asked (or made the key that asked) no longer wants it. NotAllowed for others."""
    proposal: Proposal = Proposal.objects.locked(proposal_id)
    if by.id not in (proposal.asked_by, proposal.stands_for):
        raise NotAllowed
    finish(proposal, "withdraw", by=by)
    return proposal
