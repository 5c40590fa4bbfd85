"""Bare psycopg: the very rows that payments left, written again, one transaction a payment, into tables alike."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg import sql

from bench.house import House

WRITERS = 4
APART = ("procrastinate_", "django_", "bench_", "shared_cache")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


class BareRows:
    """The rows last written since a transaction, by table. Copies keep indexes and checks, no triggers or keys."""

    def __init__(self, house: House, first: int, *, payments: int) -> None:
        self.house, self.payments = house, payments
        self.found: dict[str, list[str]] = {}
        with house.database() as line:
            for (table,) in line.execute(TABLES).fetchall():
                if not table.startswith(APART):
                    self._keep(line, table, first)

    @property
    def rows(self) -> int:
        """How many there are in all."""
        return sum(len(rows) for rows in self.found.values())

    def per_s(self) -> float:
        """Payments a second, each one transaction, over a few connections at once."""
        with self.house.database() as line:
            line.execute("DROP SCHEMA IF EXISTS bench CASCADE")
            line.execute("CREATE SCHEMA bench")
            for table in self.found:
                line.execute(
                    _named("CREATE TABLE {bare} (LIKE {table} INCLUDING INDEXES INCLUDING CONSTRAINTS)", table)
                )
        begun = time.perf_counter()
        with ThreadPoolExecutor(WRITERS) as writers:
            list(writers.map(self._write, range(WRITERS)))
        return self.payments / (time.perf_counter() - begun)

    def _keep(self, line: Any, table: str, first: int) -> None:
        asked = _named("SELECT t::text FROM {table} AS t WHERE t.xmin::text::bigint >= %s", table)
        rows = [row for (row,) in line.execute(asked, [first]).fetchall()]
        if rows:
            self.found[table] = rows

    def _write(self, writer: int) -> None:
        asked = {table: _named("INSERT INTO {bare} SELECT (%s::{bare}).*", table) for table in self.found}
        with self.house.database() as line:
            for payment in range(writer, self.payments, WRITERS):
                with line.transaction():
                    for table, rows in self.found.items():
                        for row in rows[payment :: self.payments]:
                            line.execute(asked[table], [row], prepare=True)


def _named(text: str, table: str) -> sql.Composed:
    return sql.SQL(text).format(table=sql.Identifier("public", table), bare=sql.Identifier("bench", table))
