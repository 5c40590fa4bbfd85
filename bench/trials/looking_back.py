"""How long a rule takes to be asked of all that was ever assessed: `python -m bench.trials.looking_back [tries]`.

Every value of a true assessment is there, so that the rows are as wide as they are in a house; only amounts and counts
differ. With 1,500,000 it takes some 5 GB of disk.
"""

from __future__ import annotations

import sys
from typing import Final

from bench.asking import ask
from bench.house import House

TRIES: Final = 1_500_000
RULES: Final = (
    "ip_tries_1h > 30",
    "ip_cards_24h >= 3 and amount_minor < 50000 and customer_age_h < 24 and not is_kept_method",
)
_BATCH, _MODELS = 50_000, 200
_ASSESSED: Final = """
WITH model AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS turn, "values", reasons, listed FROM fraud_assessment
     WHERE NOT is_degraded AND payment_ref NOT LIKE 'bench%%')
INSERT INTO fraud_assessment (payment_ref, at, verdict, shadow_verdict, is_shadow, is_degraded, "values", reasons,
                              listed, took_us)
SELECT 'bench_' || n, now() - (%(until)s - n) * interval '20 seconds', 'accept', 'accept', false, false,
       m.values || jsonb_build_object('amount_minor', 10000 + n %% 500000, 'ip_tries_1h', n %% 40),
       CASE WHEN n %% 50 = 0 THEN m.reasons ELSE '[]' END, m.listed, 9000
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
  JOIN model m ON m.turn = n %% (SELECT count(*) FROM model)
"""
_ENDED: Final = """
INSERT INTO fraud_ending (payment_ref, how, reason, is_odd, known_at)
SELECT 'bench_' || n, CASE WHEN n %% 20 = 0 THEN 'declined' ELSE 'paid' END, '', false, now()
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
"""


def main() -> int:
    """Fill a house of its own, look back, tell."""
    wanted = int((sys.argv[1:] or [str(TRIES)])[0])
    house = House()
    try:
        house.open()
        ask(house, "tries", _MODELS, "")
        _fill(house, wanted)
        for rule in RULES:
            found = ask(house, "looked_back", rule)
            each = found["took_s"] / found["tries"] * 1e6
            print(
                f"{found['tries']:,} tries in {found['took_s']:.1f} s ({each:.1f} us each), {found['hits']:,} hits,"
                f" at most {found['peak_bytes'] / 1e6:.0f} MB: {rule}"
            )
    finally:
        house.close()
    return 0


def _fill(house: House, wanted: int) -> None:
    with house.database() as line:
        for first in range(1, wanted + 1, _BATCH):
            last = min(first + _BATCH - 1, wanted)
            line.execute(_ASSESSED, {"first": first, "last": last, "until": wanted})
            line.execute(_ENDED, {"first": first, "last": last})
            print(f"  {last:,}", flush=True)
        line.execute("VACUUM ANALYZE fraud_assessment")
        line.execute("VACUUM ANALYZE fraud_ending")


if __name__ == "__main__":
    sys.exit(main())
