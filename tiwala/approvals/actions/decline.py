"""Say no as the second person."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.approvals.actions.finish import finish
from tiwala.approvals.models import Proposal
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed


@action
def decline(proposal_id: UUID, *, word: str, by: Actor) -> Proposal:
    """It will not happen. A word on why is required. NotAllowed, WrongState when it was decided."""
    proposal: Proposal = Proposal.objects.locked(proposal_id)
    if not by.may(proposal.about.decide):
        raise NotAllowed(permission=proposal.about.decide)
    if not word.strip():
        raise BadInput(fields={"word": _("Please say why, in at most 300 letters.")})
    finish(proposal, "decline", word=word, by=by)
    return proposal
