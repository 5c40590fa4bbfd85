"""Facts, lists and rules to an assessment. Pure: no queries, no clock; the same in gives the same out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tiwala.fraud.facts import SEVERITY, Assessed, Known, Listed, Reason, Scores, Verdict
from tiwala.fraud.packs import UNDER_ATTACK, Rule

_NO_SCORES: Final = Scores()


def assess(
    known: Known,
    *,
    listed: Iterable[Listed],
    rules: Iterable[Rule],
    is_degraded: bool,
    scores: Scores = _NO_SCORES,
) -> Assessed:
    """All rules are asked, none early; the most severe verdict of those that are live counts.

    A deny entry blocks, whatever else is said; a watch entry has a person look. An allow entry takes the word from
    reviews and step-ups of its scope, never from a block. Degraded, only rules that the attempt alone answers are
    asked. The pack for attacks is always asked, and counts in an attack only, even for the verdict in shadow. A rule
    that asks for the score of a model is no more severe than that model may carry.
    """
    met, known = tuple(listed), {**known, **scores.known}
    reasons = tuple(
        _reason(one, known, scores) for one in rules if (one.stands_alone or not is_degraded) and one.matches(known)
    )
    verdict = _most_severe([one for one in reasons if not one.is_shadow], met)
    would = _most_severe([one for one in reasons if not one.is_shadow or one.pack != UNDER_ATTACK], met)
    return Assessed(verdict, would, reasons, met, known, is_degraded, scores)


def _reason(rule: Rule, known: Known, scores: Scores) -> Reason:
    values = {name: known.get(name) for name in sorted(rule.asks_for)}
    verdict = min(rule.verdict, scores.carries, key=SEVERITY.index) if "score" in rule.asks_for else rule.verdict
    return Reason(rule.name, rule.version, rule.pack, verdict, values, is_shadow=not rule.is_live)


def _most_severe(reasons: Iterable[Reason], listed: tuple[Listed, ...]) -> Verdict:
    if any(entry.side == "deny" for entry in listed):
        return "block"
    allowed = {entry.scope for entry in listed if entry.side == "allow"}
    asked: list[Verdict] = ["review"] if _is_watched(listed) and "all" not in allowed else []
    asked += [one.verdict for one in reasons if one.verdict == "block" or not {"all", one.pack} & allowed]
    return max(asked, key=SEVERITY.index, default="accept")


def _is_watched(listed: tuple[Listed, ...]) -> bool:
    return any(entry.side == "watch" for entry in listed)
