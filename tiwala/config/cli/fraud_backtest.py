"""What one rule would have done here: asked of every try that was assessed, as it was known then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import shown
from tiwala.config.embedded import CannotStart

if TYPE_CHECKING:
    from tiwala.fraud.backtest.tally import Sums, Tally

SAYS = {
    "fraud": "known fraud",
    "good": "good payers",
    "blocked": "blocked, so nobody knows",
    "declined": "declined by the bank",
    "open": "not known yet",
}


def look_back(rule: str, days: int) -> int:
    """Print what the rule would have done in so many days; `rule` is its text or the name of a kept one."""
    if not rule:
        raise CannotStart("Say which rule: --rule 'amount_minor > 500000', or the name of one that is kept.")
    with ready("fraud backtest"):
        from tiwala.fraud.backtest.run import backtest
        from tiwala.fraud.errors import RuleRefused
        from tiwala.fraud.models import RuleVersion
        from tiwala.kit import clock
        from tiwala.kit.db import action

        @action
        def text() -> str:
            kept = RuleVersion.objects.filter(name=rule).order_by("-version").first()
            return kept.text if kept else rule

        try:
            tally = backtest(text(), since=clock.now() - timedelta(days=days), show=shown("Looking back"))
        except RuleRefused as refused:
            raise CannotStart(f"That is no rule, and none of that name is kept ({refused}).") from refused
    for line in lines(tally, days):
        print(line)
    return 0


def lines(tally: Tally, days: int) -> Iterator[str]:
    """The report, a line each."""
    yield f"{tally.tries:,} tries in {days} days; the rule matches {_sums(tally.hits)}."
    for outcome, sums in tally.by_outcome.items():
        yield f"  {SAYS[outcome]:26s} {_sums(sums)}"
    if tally.precision is not None:
        yield f"Of the hits whose outcome is known, {tally.precision:.1%} were fraud."
    if tally.recall is not None:
        yield f"Of {tally.known_fraud:,} known frauds the rule meets {tally.recall:.1%}."
    yield f"Live rules or lists had acted on {tally.already:,} of the hits in any case."
    for name, count in tally.together.most_common(10):
        yield f"  together with {name}: {count:,}"
    if tally.weeks:
        yield "week from     tries    hits   fraud"
    for start, week in sorted(tally.weeks.items()):
        yield f"{start}  {week.tries:7,d} {week.hits:7,d} {week.fraud:7,d}"
    for outcome, ref in tally.examples:
        yield f"  {ref}  {SAYS[outcome]}"
    if tally.by_outcome["blocked"].tries:
        yield "What was blocked has no outcome: it says nothing for or against the rule."


def _sums(sums: Sums) -> str:
    money = ", ".join(f"{currency} {minor:,} minor" for currency, minor in sorted(sums.minor.items()))
    return f"{sums.tries:,}" + (f" ({money})" if money else "")
