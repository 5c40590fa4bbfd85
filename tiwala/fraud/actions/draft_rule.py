"""Write a rule, or a new version of one: read and checked, and asked nowhere yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.fraud.facts import SEVERITY, Verdict
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.packs import PACKS, rule
from tiwala.fraud.ruling import NAME, hold_rules, next_version
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed

WHY_LETTERS = 200


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A rule as somebody wrote it. `pack` counts for a new name only: a name stays in its pack."""

    name: str
    pack: str
    text: str
    verdict: Verdict
    why: str = ""


@action
def draft_rule(facts: DraftFacts, *, by: Actor) -> RuleVersion:
    """The next version of this name, as a draft. RuleRefused when the text is no rule; BadInput; NotAllowed.

    The very words and verdict of the newest draft give that draft back: sent twice, it is written once.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    why = _checked(facts)
    rule(facts.name, facts.text, pack=facts.pack, verdict=facts.verdict)
    hold_rules()
    newest = RuleVersion.objects.filter(name=facts.name).order_by("-version").first()
    if newest is not None and newest.pack != facts.pack:
        raise BadInput(fields={"name": _("This name stands in another pack already.")})
    same = newest is not None and (newest.text, newest.verdict, newest.stage) == (facts.text, facts.verdict, "draft")
    if newest is not None and same:
        return newest
    made = RuleVersion.objects.create(
        name=facts.name,
        pack=facts.pack,
        version=next_version(facts.name),
        text=facts.text,
        verdict=facts.verdict,
        why=why,
        author_ref=by.id[:60],
    )
    record("fraud_rule:draft", made.public_id, by=by, rule=made.name, version=made.version, verdict=made.verdict)
    return made


def _checked(facts: DraftFacts) -> str:
    wrong = dict[str, str]()
    if not NAME.fullmatch(facts.name):
        wrong["name"] = _("Small letters, digits and _, beginning with a letter: 3 to 50 of them.")
    if facts.pack not in PACKS:
        wrong["pack"] = _("There is no such pack.")
    if facts.verdict not in SEVERITY[1:]:
        wrong["verdict"] = _("Choose what it does.")
    why = " ".join(facts.why.split())
    if len(why) > WHY_LETTERS:
        wrong["why"] = _("At most 200 letters, please.")
    if wrong:
        raise BadInput(fields=wrong)
    return why
