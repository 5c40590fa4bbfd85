"""Let a version of a rule be asked at every try, without anything being done for it."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.packs import rule
from tiwala.fraud.ruling import hold_rules, locked_version, make_way
from tiwala.fraud.states import RuleStage
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def put_in_shadow(version_ref: str, *, by: Actor) -> RuleVersion:
    """In shadow from now on; what was in shadow under this name is retired, what is live stays live.

    A live one comes back from counting, at once and by one person: that is the way to stop it. One that is in shadow
    already stays. RuleRefused when this release no longer reads it.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    hold_rules()
    one = locked_version(version_ref)
    if one.stage == RuleStage.SHADOW:
        return one
    rule(one.name, one.text, pack=one.pack, verdict="review")
    before = one.stage
    one.move("shadow")
    make_way(one, RuleStage.SHADOW)
    one.save(update_fields=["stage", "staged_at"])
    record("fraud_rule:shadow", one.public_id, by=by, rule=one.name, version=one.version, before=before)
    return one
