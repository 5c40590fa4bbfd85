"""Ask a version of a rule no more."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.ruling import hold_rules, locked_version
from tiwala.fraud.states import RuleStage
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def retire_rule(version_ref: str, *, by: Actor) -> RuleVersion:
    """It stays to be read and can come back to shadow. Retired already, it stays as it is."""
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    hold_rules()
    one = locked_version(version_ref)
    if one.stage != RuleStage.RETIRED:
        before = one.stage
        one.move("retire")
        one.save(update_fields=["stage", "staged_at"])
        record("fraud_rule:retire", one.public_id, by=by, rule=one.name, version=one.version, before=before)
    return one
