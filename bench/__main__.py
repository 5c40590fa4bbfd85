"""Open a house, try everything once, write docs/reference/performance.md (`make bench`, about ten minutes)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

from bench.asking import ask
from bench.house import CODE, House
from bench.processes import Watch, family, memory
from bench.report import Findings, written
from bench.trials.adapters import Overhead, measure_adapters
from bench.trials.coming_in import measure_coming_in
from bench.trials.issuing import measure_issuing
from bench.trials.notices import measure_notices
from bench.trials.pages import measure_pages
from bench.trials.payments import measure_payments
from bench.trials.weight import weigh

PAGE = CODE / "docs" / "reference" / "performance.md"
REST_S = 5
Found = TypeVar("Found")


def main() -> int:
    """Measure and write; the house is closed and its place removed whatever happens."""
    adapters = _told("adapters", measure_adapters)
    house = House()
    try:
        house.open()
        findings = _measure(house, adapters)
    finally:
        house.close()
    PAGE.write_text(written(findings, PAGE.read_text()))
    print(f"Written: {PAGE.relative_to(CODE)}")
    return 0


def _measure(house: House, adapters: list[Overhead]) -> Findings:
    time.sleep(REST_S)
    root = house.running[0].pid
    at_rest = memory(family(root))
    with Watch(root, lambda: house.is_timed) as watch:
        pages = _told("pages", lambda: measure_pages(house))
        coming_in = _told("signing in", lambda: measure_coming_in(house))
        weight = _told("weight", lambda: weigh(house))
        payments = _told("payments", lambda: measure_payments(house))
        notices = _told("notices", lambda: measure_notices(house))
        papers = _told("papers", lambda: ask(house, "papers", 20))
        issuing = _told("issuing", lambda: measure_issuing(house))
    return Findings(
        pages, coming_in, weight, payments, notices, issuing, papers, at_rest, watch.most, house.opened_in_s, adapters
    )


def _told(name: str, act: Callable[[], Found]) -> Found:
    print(f"· {name}", flush=True)
    return act()


if __name__ == "__main__":
    sys.exit(main())
