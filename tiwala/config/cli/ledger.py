"""Prove the books: every entry balances, receivables equal open invoices, nothing without a source."""

import argparse
from collections.abc import Iterator

from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import Progress


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: check."""
    parser.add_argument("verb", choices=["check"], help="check: print what does not hold; nothing when all does")


def run(_options: argparse.Namespace) -> int:
    """Print each finding; 1 when there is one."""
    with ready("ledger check"):
        found = list(findings())
    for line in found:
        print(line)
    if not found:
        print("The books hold.")
    return int(bool(found))


def findings() -> Iterator[str]:
    """What does not hold, a line each; Django must be set up."""
    from tiwala.ledger import checks

    progress = Progress("Proving the books", len(checks.names()))
    found = checks.run_all(lambda _name: progress.step())
    progress.end()
    for finding in found:
        yield f"{finding.check}: {finding.subject} {finding.detail}"
