"""Transactions and locks: actions are durable, steps join, rows are locked in one order."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, LiteralString, ParamSpec, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction

from tiwala.kit.errors import InvariantBroken, TryAgain

P = ParamSpec("P")
R = TypeVar("R")

LOCK_ORDER = (
    "proposal",
    "customer",
    "subscription",
    "agreement",
    "collection",
    "invoice",
    "payment",
    "attempt",
    "refund",
    "dispute",
    "payback",
    "saved method",
    "ledger account",
)
"""Rows are locked in this order, and rows of one kind by id, so that two actions cannot wait for each other."""

_LOCK_NOT_AVAILABLE, _DEADLOCK, _SERIALIZE = "55P03", "40P01", "40001"


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Run a verb of the business in one durable transaction; a lock that is not to be had becomes TryAgain."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic(durable=True):
                return verb(*args, **kwargs)
        except OperationalError as error:
            if is_contention(error):
                raise TryAgain(verb=verb.__name__) from error
            raise

    return run


def is_contention(error: Exception) -> bool:
    """Whether the database gave up because of somebody else's lock."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in (_LOCK_NOT_AVAILABLE, _DEADLOCK, _SERIALIZE)


def assert_in_transaction() -> None:
    """A step (post_entry, record, publish) joins its caller's transaction; without one it refuses."""
    if not connection.in_atomic_block:
        raise InvariantBroken("a step was called outside a transaction")


def advisory_lock(name: str) -> None:
    """Hold a named lock until this transaction ends."""
    assert_in_transaction()
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def prepared(statement: LiteralString, asked: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that the server plans once a connection; for the hottest doors only.

    Past Django's cursor, which writes values into the text, so that each call is planned anew (half of its cost).
    """
    line = connections[DEFAULT_DB_ALIAS]  # asked for once: each look goes through the thread's own store
    line.ensure_connection()
    line.close_if_health_check_failed()
    line.ensure_connection()
    if line.queries_logged:
        text = psycopg.ClientCursor(line.connection).mogrify(statement, asked)
        line.queries_log.append({"sql": text, "time": "0"})
    with line.wrap_database_errors:
        cursor = psycopg.Cursor(line.connection).execute(statement, asked, prepare=True)
        return cursor.fetchall() if cursor.description else []


def read_json(value: Any) -> Any:
    """A jsonb value of a statement of our own: Django's line gives its text, and None where there is none."""
    return json.loads(value) if isinstance(value, str) else value
