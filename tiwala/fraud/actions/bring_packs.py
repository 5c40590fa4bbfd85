"""Write down what the packs of this release bring: new rules in shadow, new wordings as drafts."""

from __future__ import annotations

from tiwala.audit.actions.record import Act, record_all
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.packs import FIRST_DAY, Rule
from tiwala.fraud.ruling import hold_rules
from tiwala.fraud.states import RuleStage
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.db import action


@action
def bring_packs(*, by: Actor) -> int:
    """How many versions were written. Nothing of the owner's changes: what stands stays, what was retired stays so.

    A rule whose name is new stands in shadow. One that the house worded otherwise before comes as a draft, to be looked
    at and put in shadow by a person. Brought already, nothing happens.
    """
    hold_rules()
    kept = dict[str, list[RuleVersion]]()
    for one in RuleVersion.objects.order_by("version"):
        kept.setdefault(one.name, []).append(one)
    new = [made for one in FIRST_DAY if (made := _new(one, kept.get(one.name, []))) is not None]
    record_all([_act(one) for one in RuleVersion.objects.bulk_create(new)], by=by)
    return len(new)


def _act(one: RuleVersion) -> Act:
    facts = {"rule": one.name, "version": one.version, "verdict": one.verdict}
    return Act("fraud_rule:draft", one.public_id, facts=facts)


def _new(one: Rule, kept: list[RuleVersion]) -> RuleVersion | None:
    own = [(version.text, version.verdict) for version in kept if version.author_ref == SYSTEM.id]
    if (one.text, one.verdict) in own or (kept and kept[0].pack != one.pack):
        return None
    return RuleVersion(
        name=one.name,
        pack=one.pack,
        version=kept[-1].version + 1 if kept else 1,
        text=one.text,
        verdict=one.verdict,
        author_ref=SYSTEM.id,
        stage=(RuleStage.DRAFT if kept else RuleStage.SHADOW).value,
    )
