"""Ask that somebody be invited to work here: a second person decides."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.registry import Frozen
from tiwala.identity.accounts import clean_email, clean_name
from tiwala.identity.invitations import InvitationFacts, check_invitation
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def ask_to_invite(facts: InvitationFacts, *, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal; name and address are sealed in it. NotYoursToGive, BadInput."""
    check_invitation(facts, by=by)
    sealed = {"name": clean_name(facts.name), "email": clean_email(facts.email)}
    told = {"role": facts.role, "language": facts.language}
    return propose(Wish("staff_invite", f"role:{facts.role}", reason, key, told, sealed), by=by)


def approved_invitation(frozen: Frozen) -> InvitationFacts:
    """The facts as they were asked. A step."""
    return InvitationFacts(role=frozen.facts["role"], language=frozen.facts["language"], **frozen.sealed)
