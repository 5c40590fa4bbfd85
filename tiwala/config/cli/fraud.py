"""Measure the fraud desk: foreign streams through its memory and model, or one rule over what was seen here."""

import argparse
import csv
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tiwala.config.cli.counts import at_least_one
from tiwala.config.cli.fraud_backtest import look_back
from tiwala.config.cli.progress import Progress
from tiwala.config.embedded import CannotStart

_DATA = Path("../shared/fraud/data")
_FURTHEST_DAYS = 3650


def stays_root(_options: argparse.Namespace) -> bool:
    """The scores belong to the person who asked for them."""
    return True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Two verbs: yardstick and backtest."""
    says = "yardstick: score a stream and say how good the scores are; backtest: what a rule would have done"
    parser.add_argument("verb", choices=["yardstick", "backtest"], help=says)
    parser.add_argument("--set", dest="which", choices=["public", "cnp"], default="public", help="which stream it is")
    parser.add_argument("--data", type=Path, help="the folder of its files (needs pyarrow); '-' reads lines of JSON")
    parser.add_argument("--rules-only", action="store_true", help="points and rules alone, no model")
    parser.add_argument("--delay-days", type=float, default=7, help="how late a label comes (as the feed was made)")
    parser.add_argument("--out", type=Path, help="write transaction_id,score of every try into this CSV")
    parser.add_argument("--rule", default="", help="backtest: the rule's text, or the name of one that is kept")
    parser.add_argument(
        "--days",
        type=partial(at_least_one, most=_FURTHEST_DAYS),
        default=180,
        help="backtest: how far to look back (180)",
    )


def run(options: argparse.Namespace) -> int:
    """Do what was asked: the yardstick needs no database, a backtest reads the house's own."""
    return look_back(options.rule, options.days) if options.verb == "backtest" else _measure(options)


def _measure(options: argparse.Namespace) -> int:
    from tiwala.fraud.learning.folds import folds
    from tiwala.fraud.learning.rehearsal import Rehearsal

    stream = _stream(options)
    began = time.perf_counter()
    rehearsal = Rehearsal(int(options.delay_days * 86_400), not options.rules_only, tell=_say)
    kept = _Kept()
    progress = Progress("Scoring", stream.total or 1)
    for ref, score in rehearsal.run(kept.seen(stream.events)):
        kept.scores.append(score)
        kept.refs.append(ref)
        if stream.total and len(kept.refs) % 1000 == 0:
            progress.step(1000)
    progress.end()
    took = time.perf_counter() - began
    if not kept.refs:
        raise CannotStart("The stream was empty.")
    _say(f"{len(kept.refs):,} tries in {took:.0f} s, {took / len(kept.refs) * 1e6:.0f} us each")
    if options.out:
        _write(options.out, kept)
    _print(folds(kept.told(stream.frauds), options.which))
    return 0


class _Kept:
    """What is needed to measure, filled while the stream goes by."""

    def __init__(self) -> None:
        self.refs: list[int] = []
        self.scores: list[float] = []
        self.days: list[int] = []
        self.owners: list[int] = []
        self.frauds: set[int] = set()

    def seen(self, events: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """The same events, noted on their way."""
        for event in events:
            if event["e"] == "label":
                self.frauds.add(int(event["id"]))
            else:
                self.days.append(int(event["ts"]) // 86_400)
                self.owners.append(int(event["customer"]))
            yield event

    def told(self, frauds: frozenset[int] | None) -> Any:
        """All of it in columns. From a feed the labels of the last days never came: those days are left out."""
        import numpy as np

        from tiwala.fraud.learning.folds import Told

        known = frauds if frauds is not None else self.frauds
        days = np.array(self.days)
        is_fraud = np.array([ref in known for ref in self.refs])
        whole = np.ones(len(days), bool) if frauds is not None else days <= days[is_fraud].max(initial=0)
        columns = (days, np.array(self.owners), is_fraud, np.array(self.scores))
        return Told(*(column[whole] for column in columns))


def _stream(options: argparse.Namespace) -> Any:
    from tiwala.fraud.learning.streams import from_files, from_lines

    folder = options.data or (_DATA if _DATA.is_dir() else Path("-"))
    if str(folder) == "-":
        _say("Reading lines of JSON from the standard input")
        return from_lines(sys.stdin)
    try:
        return from_files(folder, options.which, delay_days=options.delay_days)
    except ModuleNotFoundError as missing:
        raise CannotStart("To read these files install pyarrow, or pipe lines of JSON in with --data -.") from missing


def _write(path: Path, kept: _Kept) -> None:
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["transaction_id", "score"])
        writer.writerows(zip(kept.refs, (f"{score:.6f}" for score in kept.scores), strict=True))


def _print(weeks: list[Any]) -> None:
    print("week from day   tries  frauds    AUC     AP  CP@100  recall at 0.5 %")
    for week in weeks:
        figures = (week.auc, week.precision, week.of_cards, week.recall)
        print(f"{week.day:13d} {week.tries:7,d} {week.frauds:7d}  " + "  ".join(f"{one:.3f}" for one in figures))
    if weeks:
        names = ("auc", "precision", "of_cards", "recall")
        means = (sum(getattr(week, name) for week in weeks) / len(weeks) for name in names)
        print(f"{'mean of ' + str(len(weeks)):>29s}  " + "  ".join(f"{one:.3f}" for one in means))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
