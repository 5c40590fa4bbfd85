"""The findings as a page: the part between the marks is measured, the rest is written by people and kept."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.figures import Side
from bench.trials.adapters import Overhead
from bench.trials.coming_in import ComingIn
from bench.trials.issuing import Issuing
from bench.trials.notices import Intake
from bench.trials.pages import Measured
from bench.trials.payments import WholePayments
from bench.trials.weight import Weight

BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"
LIMITS = {"pay page": 6, "invoice list": 10, "dashboard": 10}


@dataclass(frozen=True, slots=True)
class Findings:
    """All that one run found."""

    pages: list[Measured]
    coming_in: ComingIn
    weight: Weight
    payments: WholePayments
    notices: Intake
    issuing: Issuing
    papers: dict[str, float]
    at_rest: dict[str, float]
    under_load: dict[str, float]
    opened_in_s: float
    adapters: list[Overhead]


def written(found: Findings, page: str) -> str:
    """The page with its measured part replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{measured(found)}\n{END}{after}"


def measured(found: Findings) -> str:
    """Everything that was measured, as tables."""
    parts = [_machine(), _aims(found), _pages(found.pages), _money(found), _adapters(found.adapters), _memory(found)]
    return "\n\n".join(parts)


def _machine() -> str:
    day = f"{datetime.now(UTC):%Y-%m-%d}"  # noqa: TID251 - the day of the run, not the house's clock
    load = os.getloadavg()[2]
    return (
        f"Run on {day}: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, embedded"
        f" PostgreSQL with fsync on, real worker, demo seed, 2 web processes. Load of the machine over the last"
        f" quarter of an hour, this run's own included: {load:.1f}."
    )


def _aims(found: Findings) -> str:
    pay, intake, paid, into = found.pages[0], found.notices, found.payments, found.coming_in
    orm = pay.orm or pay.plain
    rows = [
        ("pay page, requests/s, of a bare ORM view's", "≥ 60 %", *_share(pay.ours, orm)),
        ("pay page, requests/s, of a bare plain-SQL view's", "–", *_share(pay.ours, pay.plain)),
        ("pay page, p99 in ms, of the ORM view's", "≤ 2.5 ×", *_times(pay.ours.p99_ms, orm.p99_ms)),
        ("pay page, CPU ms a request, of the ORM view's", "≤ 1.67 ×", *_times(pay.ours.cpu_ms, orm.cpu_ms)),
        ("notices taken in a second, of a bare view's", "≥ 70 %", *_share(intake.ours, intake.floor)),
        ("notices lost, of so many sent", "0", f"{intake.sent:,}", f"{intake.lost}", "–"),
        ("whole payments a second, of bare transactions", "–", f"{paid.bare_per_s:.0f}", f"{paid.per_s:.1f}", "–"),
        ("from a notice to the booked payment, p95 in s, one a second", "< 1", "–", f"{paid.told_p95_s:.2f}", "–"),
        ("the same while eight pay as fast as they can", "–", "–", f"{paid.crowded_p95_s:.2f}", "–"),
        ("sign-in in ms, argon2 included, of a bare argon2", "≤ 350", *_times(into.sign_in_ms, into.argon2_ms)),
        ("slowest sign-in of 15, ms", "–", "–", f"{into.slowest_ms:.0f}", "–"),
        ("pay page over the wire, bytes (gzip)", "≤ 50 KB", "–", f"{found.weight.octets:,}", "–"),
        ("requests before it can be read", "≤ 3", "–", str(found.weight.requests), "–"),
        *[(f"{one.name}, statements", f"≤ {LIMITS[one.name]}", "–", str(one.statements), "–") for one in found.pages],
        ("memory of the whole trial, MB", "< 600", "–", f"{sum(found.under_load.values()):.0f}", "–"),
    ]
    return _table(("what", "aim", "floor", "ours", "ratio"), rows)


def _pages(pages: list[Measured]) -> str:
    rows = []
    for one in pages:
        rows.append((one.name, "ours", *_side(one.ours)))
        rows.append(("", f"plain SQL, the same {one.statements} statements", *_side(one.plain)))
        if one.orm:
            rows.append(("", "ORM, three queries", *_side(one.orm)))
    head = ("page, 16 connections", "side", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "bytes", "not 200")
    return _table(head, rows)


def _money(found: Findings) -> str:
    intake = found.notices
    rows = [
        ("notices, 200 connections, ours", *_side(intake.ours)),
        ("notices, bare HMAC and one row", *_side(intake.floor)),
    ]
    head = ("notices", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "bytes", "not 200")
    return "\n".join([_table(head, rows), "", *_sentences(found)])


def _sentences(found: Findings) -> list[str]:
    paid, issued, papers = found.payments, found.issuing, found.papers
    return [
        f"- Whole payments, 8 people at once: {paid.per_s:.1f} a second; {paid.done} of {paid.asked} have a receipt.",
        f"- Bare psycopg writes their rows ({paid.rows_each:.0f} a payment) {paid.bare_per_s:.0f} times a second.",
        f"- Issuing in one go: {issued.many_per_s:.0f} invoices a second; one by one: {issued.few_per_s:.0f}.",
        f"- Different numbers given: {issued.numbers:,}, for {issued.asked:,} invoices.",
        f"- An invoice's PDF, set and kept: {papers['warm_ms']:.0f} ms warm, {papers['first_ms']:.0f} ms the first.",
        f"- From an empty directory to the open demo house, its year lived through: {found.opened_in_s:.0f} s.",
    ]


def _adapters(found: list[Overhead]) -> str:
    rows = [
        (one.vendor, one.verb, f"{one.bare_ms:.2f}", f"{one.ours_ms:.2f}", f"{one.ours_ms - one.bare_ms:.2f}")
        for one in found
    ]
    return _table(("adapter, CPU ms a call", "verb", "the bare exchange", "with the adapter", "of its own"), rows)


def _memory(found: Findings) -> str:
    kinds = sorted(found.under_load, key=lambda kind: -found.under_load[kind])
    rows = [(kind, f"{found.at_rest.get(kind, 0):.0f}", f"{found.under_load[kind]:.0f}") for kind in kinds]
    total = ("all", f"{sum(found.at_rest.values()):.0f}", f"{sum(found.under_load.values()):.0f}")
    return _table(("memory (PSS, MB)", "at rest", "largest under load"), [*rows, total])


def _side(one: Side) -> tuple[str, ...]:
    times = (one.p50_ms, one.p95_ms, one.p99_ms)
    return (
        f"{one.per_s:.0f}",
        *(f"{took:.0f}" for took in times),
        f"{one.cpu_ms:.2f}",
        f"{one.octets:,.0f}",
        str(one.bad),
    )


def _share(ours: Side, floor: Side) -> tuple[str, str, str]:
    return f"{floor.per_s:.0f}", f"{ours.per_s:.0f}", f"{100 * ours.per_s / floor.per_s:.0f} %"


def _times(ours: float, floor: float) -> tuple[str, str, str]:
    return f"{floor:.1f}", f"{ours:.1f}", f"{ours / floor:.2f} ×"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
