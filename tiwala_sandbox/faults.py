"""Faults on demand: for the next so many calls, or at a rate drawn from a seed."""

import hashlib
import json
from dataclasses import dataclass

from tiwala_sandbox.problems import bad_field
from tiwala_sandbox.reading import Reader
from tiwala_sandbox.store import Row, Store

CALL_FAULTS = ("error_500", "error_503", "rate_429", "slow", "hang", "answer_lost", "answer_hang", "answer_garbled",
               "answer_cut")  # fmt: skip
NOTICE_FAULTS = ("notice_lost", "notice_late", "notice_doubled", "notice_out_of_order", "notice_forged")
PAYER_FAULTS = ("timeout_then_success", "paid_after_expiry", "reversed_after_paid", "paid_less", "late_dispute")
KINDS = CALL_FAULTS + NOTICE_FAULTS + PAYER_FAULTS
PLACES = ("any", "start", "look_up", "cancel", "capture", "refund", "look_up_refund", "charge", "method", "dispute",
          "statement", "account", "notice", "payer")  # fmt: skip
MOST_ORDERS = 100
SECONDS = {"slow": 2.0, "hang": 60.0, "answer_hang": 60.0, "notice_late": 30.0, "notice_out_of_order": 10.0}


@dataclass(frozen=True)
class Fault:
    """One fault that shall happen now; `seconds` where it is a matter of time."""

    kind: str
    seconds: float


class Faults:
    """Decides for each call and each notice which fault it meets; what it drew is remembered."""

    def __init__(self, store: Store, *, seed: int) -> None:
        """Read rates from the store; `seed` holds until control sets another."""
        self._store = store
        self._first_seed = seed
        self._load()

    def _load(self) -> None:
        row = self._store.one("SELECT value FROM meta WHERE name = 'faults'")
        kept = json.loads(row["value"]) if row else {}
        self._rates: dict[str, float] = kept.get("rates", {})
        self._seed: int = kept.get("seed", self._first_seed)
        self._seconds: dict[str, float] = kept.get("seconds", {})

    def draw(self, kinds: tuple[str, ...], *, place: str) -> Fault | None:
        """The fault that meets this call or notice, if any: first those asked for by number, then by rate."""
        with self._store.transaction():
            met = self._asked_for(kinds, place) or self._by_rate(kinds)
            if met is not None:
                self._count(f"met {met.kind}")
            return met

    def _asked_for(self, kinds: tuple[str, ...], place: str) -> Fault | None:
        for row in self._store.all("SELECT * FROM fault_next ORDER BY seq LIMIT 100"):
            if row["kind"] in kinds and row["place"] in ("any", place):
                if row["remaining"] > 1:
                    self._store.run("UPDATE fault_next SET remaining = remaining - 1 WHERE seq = ?", row["seq"])
                else:
                    self._store.run("DELETE FROM fault_next WHERE seq = ?", row["seq"])
                return fault(row["kind"], row["seconds"])
        return None

    def _by_rate(self, kinds: tuple[str, ...]) -> Fault | None:
        drawn = [kind for kind in kinds if self._rates.get(kind) and self._chance(kind) < self._rates[kind]]
        return fault(drawn[0], self._seconds.get(drawn[0])) if drawn else None

    def _chance(self, kind: str) -> float:
        """The next number of this kind's own sequence, 0 up to 1: it depends on the seed and the count alone."""
        count = self._count(kind)
        digest = hashlib.sha256(f"{self._seed}:{kind}:{count}".encode()).digest()
        return int.from_bytes(digest[:7], "big") / 2**56

    def _count(self, name: str) -> int:
        self._store.run("INSERT INTO draw VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET count = count + 1", name)
        row = self._store.one("SELECT count FROM draw WHERE kind = ?", name)
        return int(row["count"]) if row else 0

    def order(self, reader: Reader) -> None:
        """Take orders for faults from control: `next` adds to the list, `rates` and `seed` replace and begin anew.

        `seconds` says how long those that come by rate last, kind by kind.
        """
        upcoming, rates, seed, seconds = (reader.raw(name) for name in ("next", "rates", "seed", "seconds"))
        reader.finish()
        rows = _read_next(upcoming)
        lasting = None if seconds is None else _read_numbers(seconds, "seconds", most=1_000_000)
        with self._store.transaction():
            for row in rows:
                self._store.add("fault_next", row)
            if lasting is not None:
                self._seconds = lasting
            if rates is not None or seed is not None or lasting is not None:
                self._set_rates(_read_numbers(rates if rates is not None else self._rates, "rates", most=1), seed)

    def _set_rates(self, rates: dict[str, float], seed: object) -> None:
        if seed is not None and (type(seed) is not int or abs(seed) > 2**63):
            raise bad_field("seed", "a whole number is needed.")
        seed = seed if seed is not None else self._seed
        kept = json.dumps({"rates": rates, "seed": seed, "seconds": self._seconds})
        self._store.run(
            "INSERT INTO meta VALUES ('faults', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", kept
        )
        self._store.run("DELETE FROM draw")
        self._load()

    def clear(self) -> None:
        """No more faults; the seed is the first one again and its sequences begin anew."""
        with self._store.transaction():
            self._store.run("DELETE FROM fault_next")
            self._store.run("DELETE FROM draw")
            self._store.run("DELETE FROM meta WHERE name = 'faults'")
        self._load()

    def listing(self) -> Row:
        """What is ordered, for control."""
        rows = self._store.all("SELECT kind, remaining, place, seconds FROM fault_next ORDER BY seq LIMIT 100")
        met = self._store.all("SELECT substr(kind, 5) AS kind, count FROM draw WHERE kind LIKE 'met %'")
        return {
            "next": rows,
            "rates": self._rates,
            "seed": self._seed,
            "met": {row["kind"]: row["count"] for row in met},
            "kinds": list(KINDS),
            "places": list(PLACES),
        }


def fault(kind: str, seconds: float | None = None) -> Fault:
    """A fault with its usual seconds unless others are asked for."""
    return Fault(kind, SECONDS.get(kind, 0.0) if seconds is None else seconds)


def _read_next(orders: object) -> list[Row]:
    if orders is None:
        return []
    if not isinstance(orders, list) or len(orders) > MOST_ORDERS or not all(isinstance(one, dict) for one in orders):
        raise bad_field("next", "a list of at most 100 objects is needed.")
    return [_read_order(Reader(one)) for one in orders]


def _read_order(reader: Reader) -> Row:
    row: Row = {
        "kind": reader.choice("kind", KINDS),
        "remaining": reader.whole("count", most=1_000_000, default=1),
        "place": reader.choice("where", PLACES, default="any"),
        "seconds": None if reader.raw("seconds") is None else reader.number("seconds", most=3600),
    }
    reader.finish()
    return row


def _read_numbers(numbers: object, name: str, *, most: float) -> dict[str, float]:
    if not isinstance(numbers, dict) or any(kind not in KINDS for kind in numbers):
        raise bad_field(name, f"an object with keys among {', '.join(KINDS)} is needed.")
    reader = Reader(numbers)
    return {kind: reader.number(kind, most=most) for kind in numbers}
