"""Rules and models that stand now: each version is read once per process; which stand is asked every two seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from django.db import connection

from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.facts import Verdict
from tiwala.fraud.models import ModelVersion, RuleVersion
from tiwala.fraud.packs import FIRST_DAY, UNDER_ATTACK, Rule, live, rule
from tiwala.fraud.scorers import Scorer, scorer_of
from tiwala.fraud.states import ModelStage, RuleStage
from tiwala.kit import clock, logs
from tiwala.kit.actor import SYSTEM
from tiwala.kit.db import read_json

log = logs.logger(__name__)
FRESH_S: Final = 2.0
"""A change counts everywhere after this; where it was made, at once."""
_ASKED: Final = frozenset({RuleStage.LIVE.value, RuleStage.SHADOW.value})


@dataclass(slots=True)
class _Memory:
    rules: tuple[Rule, ...] = FIRST_DAY
    scorers: tuple[Scorer, ...] = ()
    asked_at: float = float("-inf")


_memory = _Memory()
_read: dict[UUID, Rule | None] = {}
_scorers: dict[tuple[UUID, bool], Scorer] = {}


def rules_now() -> tuple[Rule, ...]:
    """Every rule that is asked: live ones and those in shadow; of the packs also what was not yet written down."""
    now = time.monotonic()
    if now - _memory.asked_at >= FRESH_S:
        _memory.rules, _memory.scorers = _standing()
        _memory.asked_at = now
    return _memory.rules


def scorers_now() -> tuple[Scorer, ...]:
    """The live model and the one in shadow, as of the last look: `rules_now` comes first."""
    return _memory.scorers


def known_rules() -> tuple[Rule, ...]:
    """The rules as they were last known: what is asked when the database cannot be."""
    return _memory.rules


def ask_again() -> None:
    """Ask at the next try which rules stand; what was read stays read, for a version's words never change."""
    _memory.asked_at = float("-inf")


def forget() -> None:
    """As when the process began."""
    _memory.rules, _memory.scorers, _memory.asked_at = FIRST_DAY, (), float("-inf")


_STANDING: Final = """
    SELECT coalesce(jsonb_agg(jsonb_build_array(id, name, stage, author_ref) ORDER BY name, stage), '[]'),
           EXISTS (SELECT FROM fraud_alarm WHERE ends_at > %s),
           (SELECT coalesce(jsonb_agg(jsonb_build_array(id, stage) ORDER BY stage), '[]')
              FROM fraud_modelversion WHERE stage IN ('live', 'shadow'))
      FROM fraud_ruleversion"""


def _standing() -> tuple[tuple[Rule, ...], tuple[Scorer, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [clock.now()])
        found, is_attacked, models = cursor.fetchone() or ("[]", False, "[]")
    return _rules(read_json(found), is_attacked=is_attacked), _models(read_json(models))


def _models(found: list[tuple[str, str]]) -> tuple[Scorer, ...]:
    wanted = [(UUID(key), stage == ModelStage.LIVE) for key, stage in found]
    new = {pk: is_live for pk, is_live in wanted if (pk, is_live) not in _scorers}
    for one in ModelVersion.objects.filter(pk__in=new) if new else ():
        _scorers[one.pk, new[one.pk]] = scorer_of(one, is_live=new[one.pk])
    return tuple(_scorers[one] for one in wanted if one in _scorers)


def _rules(versions: list[tuple[str, str, str, str]], *, is_attacked: bool) -> tuple[Rule, ...]:
    asked = [(UUID(key), stage, author) for key, _name, stage, author in versions if stage in _ASKED]
    _read_new([key for key, _stage, _author in asked])
    kept = [
        live(one) if _counts(one.pack, stage, author, is_attacked=is_attacked) else one
        for key, stage, author in asked
        if (one := _read[key]) is not None
    ]
    written = {name for _key, name, _stage, _author in versions}
    bare = [one for one in FIRST_DAY if one.name not in written]
    return (*kept, *(live(one) if is_attacked and one.pack == UNDER_ATTACK else one for one in bare))


def _counts(pack: str, stage: str, author: str, *, is_attacked: bool) -> bool:
    """Whether it is live. The pack for attacks is only then, and of it only what is the house's own or was approved."""
    if pack == UNDER_ATTACK:
        return is_attacked and (stage == RuleStage.LIVE or author == SYSTEM.id)
    return stage == RuleStage.LIVE


def _read_new(wanted: list[UUID]) -> None:
    new = [pk for pk in wanted if pk not in _read]
    for one in RuleVersion.objects.filter(pk__in=new) if new else ():
        try:
            verdict = cast("Verdict", one.verdict)
            _read[one.pk] = rule(one.name, one.text, pack=one.pack, verdict=verdict, version=one.version)
        except RuleRefused as refused:
            log.error("fraud.rule_unreadable", rule=one.name, version=one.version, fault=refused.fault)
            _read[one.pk] = None
