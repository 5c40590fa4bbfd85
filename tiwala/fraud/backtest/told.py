"""What a rule would have done, as it is kept and shown: plain figures. Pure."""

from __future__ import annotations

from typing import Any, Final

from tiwala.fraud.backtest.tally import Sums, Tally

_TOGETHER_MOST: Final = 10


def told(tally: Tally) -> dict[str, Any]:
    """Everything a page needs, in plain values."""
    return {
        "tries": tally.tries,
        "known_fraud": tally.known_fraud,
        "known_good": tally.known_good,
        "hits": _sums(tally.hits),
        "outcomes": {outcome: _sums(sums) for outcome, sums in tally.by_outcome.items()},
        "precision": tally.precision,
        "recall": tally.recall,
        "already": tally.already,
        "together": tally.together.most_common(_TOGETHER_MOST),
        "weeks": [
            {"from": start.isoformat(), "tries": week.tries, "hits": week.hits, "fraud": week.fraud}
            for start, week in sorted(tally.weeks.items())
        ],
        "examples": [{"outcome": outcome, "payment_ref": ref} for outcome, ref in tally.examples],
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {"tries": sums.tries, "minor": dict(sorted(sums.minor.items()))}
