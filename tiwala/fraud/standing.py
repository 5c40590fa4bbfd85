"""The rules that stand now. Each version is read once per process; which ones stand is asked every two seconds."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from django.db import connection

from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.facts import Verdict
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.packs import FIRST_DAY, UNDER_ATTACK, Rule, live, rule
from tiwala.fraud.states import RuleStage
from tiwala.kit import clock, logs
from tiwala.kit.actor import SYSTEM

log = logs.logger(__name__)
FRESH_S: Final = 2.0
"""A change counts everywhere after this; where it was made, at once."""
_ASKED: Final = frozenset({RuleStage.LIVE.value, RuleStage.SHADOW.value})


@dataclass(slots=True)
class _Memory:
    rules: tuple[Rule, ...] = FIRST_DAY
    asked_at: float = float("-inf")


_memory = _Memory()
_read: dict[UUID, Rule | None] = {}


def rules_now() -> tuple[Rule, ...]:
    """Every rule that is asked: live ones and those in shadow; of the packs also what was not yet written down."""
    now = time.monotonic()
    if now - _memory.asked_at >= FRESH_S:
        _memory.rules, _memory.asked_at = _standing(), now
    return _memory.rules


def known_rules() -> tuple[Rule, ...]:
    """The rules as they were last known: what is asked when the database cannot be."""
    return _memory.rules


def ask_again() -> None:
    """Ask at the next try which rules stand; what was read stays read, for a version's words never change."""
    _memory.asked_at = float("-inf")


def forget() -> None:
    """As when the process began."""
    _memory.rules, _memory.asked_at = FIRST_DAY, float("-inf")


_STANDING: Final = """
    SELECT coalesce(jsonb_agg(jsonb_build_array(id, name, stage, author_ref) ORDER BY name, stage), '[]'),
           EXISTS (SELECT FROM fraud_alarm WHERE ends_at > %s)
      FROM fraud_ruleversion"""


def _standing() -> tuple[Rule, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [clock.now()])
        found, is_attacked = cursor.fetchone() or ("[]", False)
    versions = json.loads(found) if isinstance(found, str) else found
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
