"""`python -m tests.reliability`: live through bad days, print what is true in the end; exit 1 when a promise broke."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.reliability.report import figures
from tests.reliability.run import HurriedHouse, Plan, Run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "reliability.md"
MARK = "<!-- figures -->\n"


def main() -> int:
    """Open a house of its own, run, print, and write the page when asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--payments", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--payers", type=int, default=100)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reference/reliability.md")
    asked = parser.parse_args()
    plan = Plan(asked.payments, asked.rate, asked.seed, asked.payers)
    began = time.monotonic()

    def tell(text: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - began:6.0f} s] {text}\n")
        sys.stdout.flush()

    house = HurriedHouse()
    try:
        house.timeout_s = plan.gateway_timeout_s
        house.up()
        tell("open")
        story = Run(house, plan, tell).live()
    finally:
        house.tear_down()
    sys.stdout.write(figures(story))
    if asked.write:
        head = PAGE.read_text(encoding="utf-8").split(MARK)[0]
        PAGE.write_text(head + MARK + figures(story), encoding="utf-8")
    for broken in story.counts.wrong:
        sys.stdout.write(f"BROKEN: {broken}\n")
    for differs in story.counts.bank_and_books_differ:
        sys.stdout.write(f"  {differs}\n")
    return 1 if story.counts.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
