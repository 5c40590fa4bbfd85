"""Let go of what nobody decided in time."""

from __future__ import annotations

from tiwala.approvals.actions.finish import finish
from tiwala.approvals.models import Proposal
from tiwala.approvals.states import ProposalState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

BATCH = 100


@action
def lapse_proposals(*, by: Actor) -> int:
    """How many lapsed now. What somebody is deciding at this moment is left to them."""
    over = Proposal.objects.select_for_update(skip_locked=True).filter(
        state=ProposalState.ASKED, expires_at__lte=clock.now()
    )
    found = list(over.order_by("id")[:BATCH])
    for proposal in found:
        finish(proposal, "lapse", by=by)
    return len(found)
