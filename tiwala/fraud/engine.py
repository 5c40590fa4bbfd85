"""Facts, lists and rules to an assessment. Pure: no queries, no clock; the same in gives the same out."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.fraud.facts import SEVERITY, Assessed, Known, Listed, Reason, Verdict
from tiwala.fraud.packs import Rule


def assess(known: Known, *, listed: Iterable[Listed], rules: Iterable[Rule], is_degraded: bool) -> Assessed:
    """All rules are asked, none early; the most severe verdict counts.

    A deny entry blocks, whatever else is said. An allow entry takes the word from reviews and step-ups of its scope,
    never from a block. Degraded, only rules that the attempt alone answers are asked.
    """
    met = tuple(listed)
    reasons = tuple(
        Reason(one.name, one.version, one.pack, one.verdict, {name: known.get(name) for name in sorted(one.asks_for)})
        for one in rules
        if (one.stands_alone or not is_degraded) and one.matches(known)
    )
    return Assessed(_most_severe(reasons, met), reasons, met, known, is_degraded)


def _most_severe(reasons: Iterable[Reason], listed: tuple[Listed, ...]) -> Verdict:
    if any(entry.side == "deny" for entry in listed):
        return "block"
    allowed = {entry.scope for entry in listed if entry.side == "allow"}
    asked = [one.verdict for one in reasons if one.verdict == "block" or not {"all", one.pack} & allowed]
    return max(asked, key=SEVERITY.index, default="accept")
