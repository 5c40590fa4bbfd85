"""The bank's memory: one SQLite file in WAL mode, one connection, one transaction a call."""

import fcntl
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = dict[str, Any]
SCHEMA_VERSION = 1
TABLES = (
    "checkout",
    "payment",
    "refund",
    "method",
    "dispute",
    "warning",
    "line",
    "day_total",
    "payout",
    "notice",
    "agenda",
    "said",
    "fault_next",
    "draw",
    "log",
    "account",
    "meta",
    "thing",
)


class StoreError(Exception):
    """The file cannot be used; the message is one sentence for the person at the terminal."""


class Store:
    """Reads and writes rows as plain dictionaries; every write happens inside `transaction()`."""

    def __init__(self, path: str) -> None:
        """Open or make the file; refuse one that is in use, of a newer version, or no database."""
        self._lock = threading.RLock()
        self._depth = 0
        self._guard = _claim(path)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare()
        except (sqlite3.Error, StoreError) as error:
            self.close()
            raise StoreError(_sentence(path, error)) from error

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise StoreError(
                "The sandbox data file was made by a newer version of this program; update, or choose another file."
            )
        self._db.executescript((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
        self._add_later_columns()
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _add_later_columns(self) -> None:
        """A file made before a column was thought of gets it now."""
        known = {row["name"] for row in self._db.execute("PRAGMA table_info(method)")}
        if "expires" not in known:
            self._db.execute("ALTER TABLE method ADD COLUMN expires TEXT NOT NULL DEFAULT ''")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner one joins the outer."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._db.execute("COMMIT")
            except BaseException:
                if self._depth == 1 and self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns how many."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row, or None."""
        with self._lock:
            row = self._db.execute(sql, values).fetchone()
        return None if row is None else dict(row)

    def all(self, sql: str, *values: Any) -> list[Row]:
        """All rows; every caller sets a limit."""
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values).fetchall()]

    def add(self, table: str, row: Row) -> None:
        """Insert one row; table and column names are written in our code, never read from a request."""
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())  # noqa: S608

    def change(self, table: str, key: str, **values: Any) -> None:
        """Set columns of the row whose id is `key`."""
        names = ", ".join(f"{name} = ?" for name in values)
        self.run(f"UPDATE {table} SET {names} WHERE id = ?", *values.values(), key)  # noqa: S608

    def forget_everything(self) -> None:
        """Empty every table."""
        with self.transaction():
            for table in TABLES:
                self.run(f"DELETE FROM {table}")  # noqa: S608

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()
            if self._guard is not None:
                self._guard.close()


def _sentence(path: str, error: Exception) -> str:
    return str(error) if isinstance(error, StoreError) else f"The sandbox data file {path} cannot be used: {error}."


def _claim(path: str) -> Any:
    """Hold a lock beside the file, so that two programs never serve the same memory."""
    if path == ":memory:":
        return None
    try:
        guard = Path(f"{path}.lock").open("w", encoding="utf-8")  # noqa: SIM115 - held while the store lives
    except OSError as error:
        raise StoreError(f"The sandbox data file {path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        guard.close()
        raise StoreError(f"The sandbox data file {path} is in use by another sandbox.") from None
    return guard


def new_id(prefix: str) -> str:
    """A fresh id: random even under a fixed seed, so that two files never give out the same one."""
    return f"{prefix}_{secrets.token_hex(12)}"
