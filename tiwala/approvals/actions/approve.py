"""Say yes as the second person: what was asked for happens, in the same transaction."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals import registry
from tiwala.approvals.actions.finish import finish
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import may_confirm_alone
from tiwala.approvals.refusals import AskerGone, Lapsed, NotYet, OwnProposal
from tiwala.approvals.registry import Done, Frozen
from tiwala.approvals.states import PROPOSAL, ProposalState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed
from tiwala.tasks.actions.close_task import close_tasks_about


def approve(proposal_id: UUID, *, word: str = "", by: Actor) -> Proposal:
    """The proposal, carried out once. What the house refuses while doing it leaves the proposal waiting.

    Refuses: OwnProposal, NotYet (alone and too early), NotAllowed, AskerGone, Lapsed, WrongState when it was decided,
    FactsChanged, and whatever the verb itself refuses now.
    """
    proposal, done = _carry_out(proposal_id, word=word, by=by)
    handler = registry.handler(proposal.kind)
    if handler is not None and handler.after is not None:
        handler.after(done, by)
    return proposal


@action
def _carry_out(proposal_id: UUID, *, word: str, by: Actor) -> tuple[Proposal, Done]:
    proposal: Proposal = Proposal.objects.locked(proposal_id)
    PROPOSAL.after(ProposalState(proposal.state), "approve")
    if clock.now() >= proposal.expires_at:
        raise Lapsed
    proposal.is_alone = _check_eyes(proposal, by)
    asker = registry.people().actor(proposal.asked_by)
    if asker is None or not asker.may(proposal.about.ask):
        raise AskerGone
    close_tasks_about("second_person", proposal.public_id, by=by, outcome="approved")  # before any record's lock
    handler = registry.handler(proposal.kind)
    done = handler.do(_frozen(proposal, asker), by) if handler else Done()
    proposal.result_ref = done.ref
    finish(proposal, "approve", word=word, by=by)
    return proposal, done


def _check_eyes(proposal: Proposal, by: Actor) -> bool:
    """Whether they decide alone; refuses whoever is no second person."""
    if not by.may(proposal.about.decide):
        raise NotAllowed(permission=proposal.about.decide)
    if by.kind == "person" and by.id not in (proposal.asked_by, proposal.stands_for):
        return False
    if not may_confirm_alone(proposal, by):
        raise OwnProposal
    if clock.now() < proposal.ripe_at:
        raise NotYet
    return True


def _frozen(proposal: Proposal, asker: Actor) -> Frozen:
    return Frozen(
        proposal.public_id, proposal.subject_ref, proposal.facts, proposal.sealed or {}, str(proposal.reason), asker
    )
