"""Leave the trace of a call: one statement, added and never locked, that also tells how the method's circuit stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, LiteralString

from tiwala.kit import db

_ADD: Final[LiteralString] = """
INSERT INTO gateways_call (at, account_ref, method, verb, kind, took_ms)
VALUES (%(at)s, %(account_ref)s, %(method)s, %(verb)s, %(kind)s, %(took_ms)s)
RETURNING (SELECT state FROM gateways_circuit WHERE account_ref = %(account_ref)s AND method = %(method)s)
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """One call as it is kept; `at` is when it ended."""

    at: datetime
    account_ref: str
    method: str
    verb: str
    kind: str
    took_ms: int


def keep(trace: Trace) -> str:
    """Add the trace; returns the state of its circuit, closed when there is none."""
    rows = db.prepared(_ADD, asdict(trace))
    return rows[0][0] or "closed"
