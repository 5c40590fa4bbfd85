"""Ask for a second person, so that rules count."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.fraud.ruling import hold_rules, locked_versions
from tiwala.fraud.states import RuleStage
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed, WrongState


@action
def ask_live(version_refs: Sequence[str], *, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal that waits: one rule, or a whole pack. Nothing counts by asking.

    WrongState for one that is not in shadow; BadInput without any or without a reason; NotAllowed.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    if not version_refs:
        raise BadInput(fields={"reason": _("There is nothing in shadow here.")})
    hold_rules()
    found = locked_versions(version_refs)
    for one in found:
        if one.stage != RuleStage.SHADOW:
            raise WrongState(machine="rule", state=one.stage)
    facts = {
        "pack": ", ".join(dict.fromkeys(one.pack for one in found)),
        "rules": [f"{one.name} {one.version}: {one.verdict}" for one in found],
        "versions": [one.public_id for one in found],
    }
    subject = found[0].public_id if len(found) == 1 else found[0].pack
    return propose(Wish("fraud_rules", subject, reason, key, facts), by=by)
