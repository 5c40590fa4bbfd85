"""The streams of the yardstick: a line each from whoever feeds, or from parquet files where pyarrow is installed."""

from __future__ import annotations

import heapq
import importlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from tiwala.fraud.memory.key import DAY_S

Which = Literal["public", "cnp"]
_SHIPPED_TO_TERMINAL, _SHIPPED_ELSEWHERE = 1, 2
_PUBLIC: Final = ("stream_2018-04-01_2018-09-04.parquet", "fraud_labels_2018-04-01_2018-09-04.parquet")
_CNP: Final = ("cnp/stream.parquet", "cnp/fraud_labels.parquet")
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stream:
    """Events in the order of time; how many tries (0: not known); all frauds, to measure by afterwards."""

    events: Iterable[Event]
    total: int
    frauds: frozenset[int] | None


def from_lines(lines: Iterable[str]) -> Stream:
    """What a feed writes: one JSON object a line. Labels that never came are not known."""
    return Stream((json.loads(line) for line in lines if line.strip()), 0, None)


def from_files(folder: Path, which: Which, *, delay_days: float) -> Stream:
    """The files of a folder; ModuleNotFoundError without pyarrow. A label comes so many days after its try."""
    tries, labels = (_columns(folder / name) for name in (_PUBLIC if which == "public" else _CNP))
    frauds = frozenset(labels["transaction_id"])
    places = _places(folder) if which == "cnp" else None
    return Stream(_events(tries, frauds, places, int(delay_days * DAY_S)), len(tries["ts"]), frauds)


def _columns(path: Path) -> dict[str, list[Any]]:
    parquet = importlib.import_module("pyarrow.parquet")
    found: dict[str, list[Any]] = parquet.read_table(path).to_pydict()
    return found


_Place = tuple[float, float]


def _places(folder: Path) -> tuple[dict[int, _Place], dict[int, _Place]]:
    """Where each customer is billed, and where each terminal stands."""
    owners, terminals = (_columns(folder / "cnp" / f"{name}.parquet") for name in ("customers", "terminals"))
    return (
        _by_id(owners["customer_id"], owners["bill_lat100"], owners["bill_lon100"]),
        _by_id(terminals["terminal_id"], terminals["term_lat100"], terminals["term_lon100"]),
    )


def _by_id(ids: list[int], north: list[int], east: list[int]) -> dict[int, _Place]:
    return {one: (lat / 100, lon / 100) for one, lat, lon in zip(ids, north, east, strict=True)}


def _events(
    tries: Mapping[str, list[Any]],
    frauds: frozenset[int],
    places: tuple[dict[int, _Place], dict[int, _Place]] | None,
    delay_s: int,
) -> Iterator[Event]:
    waiting: list[tuple[int, int]] = []
    order = sorted(range(len(tries["ts"])), key=lambda row: (tries["ts"][row], tries["transaction_id"][row]))
    for row in order:
        at, ref = tries["ts"][row], tries["transaction_id"][row]
        while waiting and waiting[0][0] <= at:
            yield {"e": "label", "id": heapq.heappop(waiting)[1], "fraud": 1}
        event = {
            "e": "tx",
            "id": ref,
            "ts": at,
            "customer": tries["customer_id"][row],
            "terminal": tries["terminal_id"][row],
            "amount_cents": tries["amount_cents"][row],
        }
        yield event if places is None else {**event, **_shipped(tries, row, places)}
        if ref in frauds:
            heapq.heappush(waiting, (at + delay_s, ref))


def _shipped(
    tries: Mapping[str, list[Any]], row: int, places: tuple[dict[int, _Place], dict[int, _Place]]
) -> dict[str, Any]:
    """Where bill and goods go: 0 to the bill's address, 1 to the terminal, 2 to a place of their own."""
    bill, terminal = places[0][tries["customer_id"][row]], places[1][tries["terminal_id"][row]]
    own = (
        (tries["ship_lat100"][row] / 100, tries["ship_lon100"][row] / 100)
        if tries["ship"][row] == _SHIPPED_ELSEWHERE
        else bill
    )
    ship = terminal if tries["ship"][row] == _SHIPPED_TO_TERMINAL else own
    return {"bill": list(bill), "ship": list(ship), "place": list(terminal), "cnp": bool(tries["cnp"][row])}
