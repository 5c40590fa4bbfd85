"""Let rules count: what they say is done from now on. A person needs a second one."""

from __future__ import annotations

from collections.abc import Sequence

from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import FactsChanged, SecondPersonNeeded
from tiwala.approvals.registry import Done, Frozen, people
from tiwala.audit.actions.record import record
from tiwala.fraud.errors import OwnRule
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.ruling import hold_rules, locked_versions, make_way
from tiwala.fraud.states import RuleStage
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def put_live(version_refs: Sequence[str], *, by: Actor) -> list[RuleVersion]:
    """All of these count from the next try on. The house does so by itself; a person asks (ask_live).

    WrongState for one that is not in shadow: nothing counts before it was watched.
    """
    if not needs_nobody(by):
        raise SecondPersonNeeded
    hold_rules()
    return [_put(one, asked_by="", alone=True, by=by) for one in locked_versions(version_refs)]


def put_approved_live(frozen: Frozen, by: Actor) -> Done:
    """The rules of an approved proposal count from now on: all, or none. A step.

    FactsChanged when one has left the shadow since; OwnRule when who says yes wrote one and does not work alone.
    """
    hold_rules()
    alone = by.id in (frozen.asker.id, people().behind(frozen.asker.id))
    found = locked_versions(frozen.facts["versions"])
    if any(one.stage != RuleStage.SHADOW for one in found):
        raise FactsChanged
    if not alone and any(one.author_ref == by.id for one in found):
        raise OwnRule
    done = [_put(one, asked_by=frozen.asker.id, alone=alone, by=by) for one in found]
    return Done(done[0].public_id)


def _put(one: RuleVersion, *, asked_by: str, alone: bool, by: Actor) -> RuleVersion:
    one.move("go_live")
    one.approved_by, one.approved_at, one.is_alone = by.id[:60], clock.now(), alone
    make_way(one, RuleStage.LIVE)
    one.save(update_fields=["stage", "staged_at", "approved_by", "approved_at", "is_alone"])
    record(
        "fraud_rule:live",
        one.public_id,
        by=by,
        rule=one.name,
        version=one.version,
        verdict=one.verdict,
        author=one.author_ref,
        asked_by=asked_by,
    )
    return one
