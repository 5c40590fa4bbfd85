"""The rules as people read them: by pack, each version with its words, stage, hits and plain reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tiwala.fraud.attribute_words import said
from tiwala.fraud.attributes import KINDS
from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.hits import Hits, hits_since
from tiwala.fraud.language.tree import read_rule
from tiwala.fraud.language.words import Reading, reading
from tiwala.fraud.models import Alarm, Lookback, RuleVersion
from tiwala.fraud.packs import PACKS
from tiwala.fraud.states import RuleStage
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound

DAYS: Final = 30
_ORDER: Final = [RuleStage.LIVE, RuleStage.SHADOW, RuleStage.DRAFT, RuleStage.RETIRED]


@dataclass(frozen=True, slots=True)
class Told:
    """A version, how often it matched in thirty days, and its words (None when this release cannot read it)."""

    rule: RuleVersion
    hits: Hits | None
    reading: Reading | None


def rules_by_pack(by: Actor) -> dict[str, list[Told]]:
    """Of every name the version furthest on, and drafts or shadows beside it; packs in the order people read them."""
    hits = hits_since(clock.now() - timedelta(days=DAYS))
    found: dict[str, list[Told]] = {pack: [] for pack in PACKS}
    for versions in _by_name(RuleVersion.objects.visible_to(by)).values():
        open_ones = [one for one in versions if one.stage != RuleStage.RETIRED]
        shown = sorted(open_ones or versions[-1:], key=lambda one: _ORDER.index(RuleStage(one.stage)))
        found.setdefault(versions[0].pack, []).extend(_told(one, hits) for one in shown)
    return {pack: told for pack, told in found.items() if told}


def versions_of(name: str, by: Actor) -> list[Told]:
    """Every version, the newest first; NotFound when there is none."""
    versions = list(RuleVersion.objects.visible_to(by).filter(name=name).order_by("-version"))
    if not versions:
        raise NotFound(wanted="rule")
    hits = hits_since(clock.now() - timedelta(days=DAYS))
    return [_told(one, hits) for one in versions]


def in_shadow(pack: str) -> list[RuleVersion]:
    """What could go live of a pack."""
    return list(RuleVersion.objects.filter(pack=pack, stage=RuleStage.SHADOW).order_by("name"))


def lookbacks_of(version_refs: Iterable[str]) -> dict[str, Lookback]:
    """The newest look back with each of these versions."""
    found = Lookback.objects.filter(version_ref__in=list(version_refs)).order_by("pk").defer("result")
    return {one.version_ref: one for one in found}


def alarm_now() -> Alarm | None:
    """The alarm that runs, if one does."""
    found: Alarm | None = Alarm.objects.filter(ends_at__gt=clock.now()).order_by("-ends_at").first()
    return found


def _by_name(rules: Iterable[RuleVersion]) -> dict[str, list[RuleVersion]]:
    kept: dict[str, list[RuleVersion]] = {}
    for one in sorted(rules, key=lambda rule: (rule.name, rule.version)):
        kept.setdefault(one.name, []).append(one)
    return kept


def _told(one: RuleVersion, hits: dict[tuple[str, int], Hits]) -> Told:
    try:
        words = reading(read_rule(one.text, KINDS), said)
    except RuleRefused:
        words = None
    return Told(one, hits.get((one.name, one.version)), words)
