"""What a rule would have done, had it been there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import compress

from tiwala.fraud.attributes import KINDS
from tiwala.fraud.backtest.stored import chunks, how_many, rules_together
from tiwala.fraud.backtest.tally import Tally
from tiwala.fraud.language.columns import matching
from tiwala.fraud.language.names import names_in
from tiwala.fraud.language.tree import read_rule
from tiwala.kit import clock


def backtest(text: str, *, since: datetime, show: Callable[[int, int], None] = lambda _done, _total: None) -> Tally:
    """Ask a rule of every assessment since then, as it was known at the time; RuleRefused when it is none.

    `show(done, total)` is called after each chunk. Reads only, and holds no transaction between the chunks.
    """
    rule = read_rule(text, KINDS)
    total = how_many(since)
    tally = Tally()
    for chunk in chunks(names_in(rule), since=since, now=clock.now()):
        hit = matching(rule, chunk.table)
        tally.add(chunk.seen, hit)
        tally.together.update(rules_together(list(compress(chunk.ids, hit))))
        show(tally.tries, max(total, tally.tries))
    show(total, total)
    return tally
