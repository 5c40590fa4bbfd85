"""What training costs: seconds and memory in the worker, one score, and the pay page meanwhile.

By itself, on a quiet machine: `python -m bench.trials.learning [payments]`; with 100,000 some five minutes and 1 GB of
disk. What it must reach: under two minutes and 1 GB, and a pay page that is at most 10 % slower while a training runs.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from bench.asking import ask
from bench.client import Load, request, send
from bench.house import House

PAYMENTS: Final = 100_000
BEGINS_S: Final = 4.0
"""A training has begun to read by then."""
ROUNDS, ROUND_S, CONNECTIONS, BILLS = 5, 4.0, 2, 40
TRAIN_S, MEMORY_MB, SLOWER = 120.0, 1024.0, 1.10
_BATCH: Final = 20_000
_PAIRS: Final = 40
"""A function of the database takes a hundred arguments."""

_ASSESSMENTS = """
INSERT INTO fraud_assessment (payment_ref, at, verdict, shadow_verdict, is_shadow, is_degraded, values, reasons, listed,
                              took_us)
SELECT 'taught_' || n, now() - interval '400 days' + n * interval '330 days' / {payments}, 'accept', 'accept', false,
       false, {values}, '[]', '[]', 9000
  FROM generate_series({first}, {last}) n
"""
_ENDINGS = """
INSERT INTO fraud_ending (payment_ref, how, reason, is_odd, known_at)
SELECT payment_ref, 'paid', '', false, at FROM fraud_assessment WHERE payment_ref LIKE 'taught\\_%'
"""
_LABELS = """
INSERT INTO fraud_label (payment_ref, kind, occurred_at, known_at, source, weight)
SELECT payment_ref, 'dispute_fraud', at, at + interval '20 days' * random(), 'bench', 1 FROM fraud_assessment
 WHERE payment_ref LIKE 'taught\\_%' AND (values ->> 'times_middle')::float8 > 4 AND random() < 0.8
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """Seconds of all and of the child alone; memory of the worker and of the child, in MB; one try scored, in us."""

    payments: int
    frauds: int
    took_s: float
    child_s: float
    cpu_s: float
    worker_mb: float
    child_mb: float
    score_us: float
    both_us: float
    quiet_ms: float
    meanwhile_ms: float

    @property
    def slower(self) -> float:
        """The pay page while a training runs, of the pay page without."""
        return self.meanwhile_ms / self.quiet_ms


def measure_learning(house: House, *, payments: int = PAYMENTS) -> Learned:
    """A training as the worker does it, then the pay page in turns with and without one."""
    _fill(house, payments)
    trained = ask(house, "train")
    if trained["how"] != "kept":
        raise SystemExit(f"The training kept nothing: {trained}")
    scored = ask(house, "scoring", 2_000)
    quiet, meanwhile = _beside(house)
    return Learned(
        payments,
        trained["frauds"],
        trained["all_s"],
        trained["took_s"],
        trained["cpu_s"],
        trained["worker_mb"],
        trained["peak_mb"],
        scored["one_us"],
        scored["both_us"],
        quiet,
        meanwhile,
    )


def _beside(house: House) -> tuple[float, float]:
    """The median of the rounds' medians of the pay page, in ms: without a training, and while one runs."""
    tokens = [bill["token"] for bill in ask(house, "bills", BILLS)]
    load = Load(house.port, [request(f"/pay/{one}/") for one in tokens], CONNECTIONS, ROUND_S)
    send(load)  # the first of a process loads code
    quiet, meanwhile = [], []
    with ThreadPoolExecutor(1) as other:
        for _ in range(ROUNDS):
            quiet.append(send(load).at(50))
            training = other.submit(ask, house, "school")
            time.sleep(BEGINS_S)
            meanwhile.append(send(load).at(50))
            if training.done():
                raise SystemExit("The training ended before the round did: ask for more payments.")
            training.result()
    return median(quiet), median(meanwhile)


def _fill(house: House, payments: int) -> None:
    values = _values(ask(house, "looked_at"))
    with house.database() as line:
        for first in range(1, payments + 1, _BATCH):
            last = min(first + _BATCH - 1, payments)
            line.execute(_ASSESSMENTS.format(values=values, first=first, last=last, payments=payments))
            print(f"  {last:,}", flush=True)
        line.execute(_ENDINGS)
        line.execute(_LABELS)
        for table in ("fraud_assessment", "fraud_ending", "fraud_label"):
            line.execute(f"VACUUM ANALYZE {table}")


def _values(looked_at: dict[str, str]) -> str:
    """Every attribute a model looks at, with a chance value; a tenth of the amounts are four times the usual."""
    pairs = [
        f"'{name}', " + ("random() < 0.2" if kind == "flag" else "floor(random() * 40)")
        for name, kind in looked_at.items()
        if name != "times_middle"
    ]
    pairs += ["'currency', 'PHP'", "'times_middle', exp(abs(random() + random() + random() - 1.5) * 1.6)"]
    parts = [pairs[at : at + _PAIRS] for at in range(0, len(pairs), _PAIRS)]
    return " || ".join(f"jsonb_build_object({', '.join(part)})" for part in parts)


def main() -> int:
    """Measure in a house of its own and tell; 1 when an aim is missed."""
    payments = int(sys.argv[1]) if len(sys.argv) > 1 else PAYMENTS
    house = House()
    try:
        house.open()
        found = measure_learning(house, payments=payments)
    finally:
        house.close()
    _tell(found)
    memory: Any = found.worker_mb + found.child_mb
    return int(found.took_s > TRAIN_S or memory > MEMORY_MB or found.slower > SLOWER)


def _tell(found: Learned) -> None:
    """The figures, as docs/reference/performance.md has them."""
    print(f"{found.payments:,} payments, {found.frauds:,} known frauds")
    print(f"training {found.took_s:.0f} s, of these {found.child_s:.0f} s in the child ({found.cpu_s:.0f} s of a core)")
    print(f"memory {found.worker_mb:.0f} MB in the worker and {found.child_mb:.0f} MB in the child")
    print(f"one score {found.score_us:.0f} us, live and shadow with their reasons {found.both_us:.0f} us")
    print(f"pay page p50 {found.quiet_ms:.1f} ms, while one trains {found.meanwhile_ms:.1f} ms: {found.slower:.2f}")


if __name__ == "__main__":
    sys.exit(main())
