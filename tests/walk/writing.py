"""What a request wrote, told by the database itself: rows added, changed and removed in this transaction, by table."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from tiwala.business import cache as business_cache

_COUNTS: Final = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


def counts() -> dict[str, int]:
    """How many rows each table saw written since the test's transaction began; triggers and raw statements included."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return dict(cursor.fetchall())


def written(before: Mapping[str, int]) -> set[str]:
    """The tables that were written to since."""
    return {table for table, count in counts().items() if count > before.get(table, 0)}


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever happens inside has not happened afterwards: neither to the house nor to the browser."""
    cookies = copy.deepcopy(client.cookies)
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        business_cache.forget()
        client.cookies = cookies


def ask(client: Client, method: str, url: str, **more: Any) -> tuple[HttpResponseBase, set[str]]:
    """The answer and the tables that were written to; both are undone."""
    with undone(client):
        before = counts()
        answer = getattr(client, method)(url, **more)
        if not getattr(answer, "streaming", False):
            answer.content  # noqa: B018 -- read while what it shows is still there
        return answer, written(before)
