"""After a test that commits, only the tables it filled are emptied.

Django truncates all of them, which makes new files for each of a thousand tables and indexes, five hundred times a run:
slow, and the server's own catalogue grows until everything else is slow too. Triggers and foreign keys sleep meanwhile.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""What migrating writes, and no test changes."""


def filled(line: BaseDatabaseWrapper) -> list[str]:
    """The tables that hold a row."""
    with line.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in KEPT]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))  # noqa: S608
        return [name for (name,) in cursor.fetchall()]


def may_put_triggers_to_sleep(line: BaseDatabaseWrapper) -> bool:
    """Whether we are a superuser, as on the server of a run's own."""
    with line.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        return cursor.fetchone() == (True,)


def empty(line: BaseDatabaseWrapper) -> None:
    """Take every row out, in one transaction."""
    orders = [f"DELETE FROM {name}" for name in filled(line)]  # noqa: S608
    if orders:
        line.ops.execute_sql_flush(["SET LOCAL session_replication_role = replica", *orders])


_by_django: Any = TransactionTestCase._fixture_teardown


def _quickly(case: TransactionTestCase) -> None:
    lines = [connections[name] for name in case._databases_names(include_mirrors=False)]
    if case.available_apps is None and all(map(may_put_triggers_to_sleep, lines)):
        for line in lines:
            empty(line)
    else:
        _by_django(case)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take Django's place."""
    TransactionTestCase._fixture_teardown = _quickly  # type: ignore[method-assign]
