"""Notices: a burst over 200 connections, every id counted, beside a bare view that checks an HMAC and inserts a row."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from bench.asking import ask
from bench.client import Load, request, send
from bench.figures import Burst, Side, side
from bench.house import House
from bench.turns import in_turns

COUNT, CONNECTIONS, ROUNDS, PATIENCE_S = 10_000, 200, 3, 300.0
TABLE = """
CREATE TABLE IF NOT EXISTS bench_notice
    (id uuid PRIMARY KEY, event_id text UNIQUE, body bytea, received_at timestamptz DEFAULT now())
"""
WAITING = "SELECT count(*) FROM gateways_notice WHERE state = 'received'"


@dataclass(frozen=True, slots=True)
class Intake:
    """Both sides, and the ids that were sent and not found again (and those found that nobody sent)."""

    ours: Side
    floor: Side
    sent: int
    lost: int
    strange: int


def measure_notices(house: House, *, count: int = COUNT, rounds: int = ROUNDS) -> Intake:
    """Bursts in turns; the inbox is read by the real worker meanwhile, and is empty again before the floor's turn."""
    who, line, sent = ask(house, "account"), house.database(), set[str]()
    line.execute(TABLE)

    def ours() -> Burst:
        burst = send(Load(house.port, _signed(who, count, sent), CONNECTIONS))
        _drain(line)
        return burst

    def floor() -> Burst:
        return send(Load(house.floor_port, _proven(count), CONNECTIONS))

    turns = in_turns(house, [ours, floor], rounds=rounds)
    found = {row[0] for row in line.execute("SELECT event_id FROM gateways_notice WHERE event_id LIKE 'evt_bench_%'")}
    return Intake(side(turns[0]), side(turns[1]), len(sent), len(sent - found), len(found - sent))


def _signed(who: dict[str, str], count: int, sent: set[str]) -> list[bytes]:
    """News as the sandbox sends them, each with an id of its own; of a kind that asks for no look-up."""
    stamp, path, made = str(_now()), f"/notices/sandbox/{who['ref']}/", []
    for at in range(len(sent), len(sent) + count):
        ident = f"evt_bench_{at:06d}"
        sent.add(ident)
        body = _news(ident, who)
        proof = hmac.new(who["secret"].encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        made.append(
            request(path, body=body, Content_Type="application/json", Sandbox_Signature=f"t={stamp},v1={proof}")
        )
    return made


def _proven(count: int) -> list[bytes]:
    made = []
    for at in range(count):
        body = _news(f"evt_floor_{time.monotonic_ns()}_{at}", {"reference": "chk_0", "key": "att_0"})
        proof = hmac.new(b"floor", body, hashlib.sha256).hexdigest()
        made.append(request("/notice/", body=body, Content_Type="application/json", Proof=proof))
    return made


def _news(ident: str, who: dict[str, str]) -> bytes:
    data = {"object": "news", "id": who["reference"], "reference": who["key"], "status": "paid", "note": "." * 500}
    event = {"id": ident, "type": "account.news", "created": "2026-01-01T00:00:00Z", "live": False, "account": "demo"}
    return json.dumps({**event, "data": data}).encode()


def _drain(line: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while line.execute(WAITING).fetchone()[0] and time.monotonic() < until:
        time.sleep(0.2)


def _now() -> int:
    from datetime import UTC, datetime

    return int(datetime.now(UTC).timestamp())  # noqa: TID251 - the sender's clock, not the house's
