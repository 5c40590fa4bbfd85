"""Come for what was approved, once."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.kinds import LASTS
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import Lapsed
from tiwala.approvals.registry import Frozen
from tiwala.approvals.states import ProposalState
from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed, WrongState


@action
def use_approval(proposal_id: UUID, *, by: Actor) -> Frozen:
    """What was approved, for whoever asked, once and in time. NotAllowed, WrongState, Lapsed."""
    proposal: Proposal = Proposal.objects.locked(proposal_id)
    if by.id != proposal.asked_by or not by.may(proposal.about.ask):
        raise NotAllowed
    if proposal.state != ProposalState.APPROVED or proposal.used_at is not None or not proposal.about.is_fetched:
        raise WrongState(machine="proposal", state=proposal.state)
    if proposal.decided_at is None or clock.now() >= proposal.decided_at + LASTS:
        raise Lapsed
    found = Frozen(
        proposal.public_id, proposal.subject_ref, proposal.facts, proposal.sealed or {}, str(proposal.reason), by
    )
    proposal.used_at, proposal.sealed = clock.now(), None
    proposal.save(update_fields=["used_at", "sealed"])
    record("approval:use", proposal.public_id, by=by, kind=proposal.kind, approved_by=proposal.decided_by)
    return found
