"""The inbox's own SQL: one statement stores a notice and says whether a reader is already called for.

The row itself is the promise that it will be read; the job only hastens it. So one waiting job serves any number of
notices (a burst of ten thousand costs a few hundred jobs), and a sweep reads what a dead job left behind.

In a burst the threads of a process share a statement and its commit; each is answered only after that commit.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from math import inf
from typing import Any, Final, cast
from uuid import UUID

from django.db import connection

from tiwala.gateways.known_accounts import KnownAccount
from tiwala.gateways.models import Notice
from tiwala.gateways.port import RawNotice
from tiwala.kit import clock, ids, queue, secrets
from tiwala.kit.db import prepared
from tiwala.kit.fields import SealedBytes
from tiwala.kit.together import Together

READER: Final = "gateways.read_notices"
_TRACE_BYTES: Final = 4096

_STORE: Final = """
INSERT INTO gateways_notice (id, created_at, account_id, event_id, name, kind, attempt_key, reference,
                             body, proof_facts, received_at, proof, state, why, tries)
VALUES {rows}
ON CONFLICT (account_id, event_id) DO NOTHING
RETURNING id,
          EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = 'gateways.read_notices' AND status = 'todo')
"""
_STORED: Final = "(%s, %s, %s, %s, '', '', '', '', %s, %s, %s, 'ok', 'received', '', 0)"
_AT_ONCE: Final = 8
"""As many as a web process has threads: each number of rows is a statement the server plans, and keeps."""
_TRACE: Final = """
INSERT INTO gateways_notice (id, created_at, account_id, event_id, name, kind, attempt_key, reference,
                             body, proof_facts, received_at, proof, state, why, tries)
VALUES (%s, %s, %s, %s, '', '', '', '', %s, %s, %s, 'refused', 'ignored', %s, 0)
ON CONFLICT (account_id, event_id) DO NOTHING
"""

_READ: Final = """
UPDATE gateways_notice AS notice
   SET name = said.name, kind = said.kind, attempt_key = said.attempt_key, reference = said.reference,
       state = said.state, why = said.why, handled_at = said.handled_at, tries = said.tries
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],
              %s::text[], %s::text[], %s::timestamptz[], %s::smallint[])
    AS said (id, name, kind, attempt_key, reference, state, why, handled_at, tries)
 WHERE notice.id = said.id
"""
_READ_FIELDS: Final = ("id", "name", "kind", "attempt_key", "reference", "state", "why", "handled_at", "tries")

_Kept = tuple[UUID, datetime, UUID, str, bytes, bytes, datetime]

_traced: set[tuple[Any, str]] = set()
_traced_lock = threading.Lock()


def store(account: KnownAccount, raw: RawNotice, *, event_id: str) -> bool:
    """Keep a proven notice; False when it was there before."""
    row = _row(account, raw, event_id)
    # In somebody's transaction nothing is kept before its end: there it is stored for nobody else.
    return _keep([row])[0] if connection.in_atomic_block else _keep_together(row)


def keep_read(notices: Sequence[Notice]) -> None:
    """Write down what reading made of them, in one statement (bulk_update took four fifths of a reader's time)."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[getattr(notice, name) for notice in notices] for name in _READ_FIELDS])


def trace(account: KnownAccount, raw: RawNotice, *, why: str) -> None:
    """Keep at most one refused notice an account and hour, so that nobody can fill the disk with them."""
    hour = f"refused:{clock.now():%Y-%m-%dT%H}"
    with _traced_lock:
        if (account.id, hour) in _traced:
            return
        if len(_traced) > 1000:  # noqa: PLR2004 -- far more than accounts times the hours of a process
            _traced.clear()
        _traced.add((account.id, hour))
    short = RawNotice(raw.headers, raw.body[:_TRACE_BYTES], raw.remote_ip, raw.mode, raw.received_at)
    prepared(_TRACE, (*_row(account, short, hour), why))


def seconds_since_newest() -> float:
    """How long ago the newest notice came; forever when there is none."""
    newest = Notice.objects.order_by("-id").values_list("received_at", flat=True).first()
    return (clock.machine_now() - newest).total_seconds() if newest else inf


def call_reader() -> None:
    """Have the inbox read soon; one call waiting is enough."""
    queue.call_at_once(READER)


def forget_traces() -> None:
    """Remember no refused notice (tests)."""
    with _traced_lock:
        _traced.clear()


def _row(account: KnownAccount, raw: RawNotice, event_id: str) -> _Kept:
    pk = ids.uuid7()
    proof_facts = _PROOF_FACTS.to_bytes({"headers": dict(raw.headers), "remote_ip": raw.remote_ip})
    parts = [(raw.body, _BODY.aad(pk)), (proof_facts, _PROOF_FACTS.aad(pk))]
    sealed_body, sealed_proof = secrets.seal_parts(parts, owner=Notice.key_owner)
    at: datetime = raw.received_at
    return (pk, clock.now(), account.id, event_id, sealed_body, sealed_proof, at)


def _keep(rows: Sequence[_Kept]) -> list[bool]:
    """Whether each was new. Written in the order of what is unique, so that no two processes wait crosswise."""
    ordered = sorted(rows, key=lambda row: (row[2], row[3]))
    found = dict(prepared(_store_statement(len(rows)), list(chain.from_iterable(ordered))))
    if not all(found.values()):
        call_reader()
    return [row[0] in found for row in rows]


_keep_together: Final = Together(_keep, most=_AT_ONCE)


@cache
def _store_statement(count: int) -> str:
    return _STORE.replace("{rows}", ", ".join([_STORED] * count))


_BODY = cast("SealedBytes[Any, Any]", Notice._meta.get_field("body"))
_PROOF_FACTS = Notice._meta.get_field("proof_facts")
