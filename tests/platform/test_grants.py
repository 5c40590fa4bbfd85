"""The application's role may add history, never rewrite it; and every table it is about is there."""

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import sql

from tiwala.config import grants

pytestmark = pytest.mark.django_db
ROLE = "tiwala_app_on_trial"


def test_every_table_named_in_the_list_exists() -> None:
    assert {*grants.ONLY_ADD, *grants.NEVER_REMOVED, *grants.READ_ONLY} <= set(connection.introspection.table_names())


@pytest.mark.parametrize("table", grants.ONLY_ADD)
@pytest.mark.parametrize("deed", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_history_cannot_be_rewritten_by_the_role(table: str, deed: str) -> None:
    grants.apply(connection, ROLE)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL ROLE {0}").format(sql.Identifier(ROLE)))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(sql.SQL(deed).format(sql.Identifier(table)))  # type: ignore[arg-type]
        cursor.execute(sql.SQL("SELECT count(*) FROM {0}").format(sql.Identifier(table)))
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("table", grants.NEVER_REMOVED)
def test_what_is_never_removed_cannot_be_by_the_role(table: str) -> None:
    grants.apply(connection, ROLE)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL ROLE {0}").format(sql.Identifier(ROLE)))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(sql.SQL("DELETE FROM {0}").format(sql.Identifier(table)))
        cursor.execute(sql.SQL("UPDATE {0} SET id = id").format(sql.Identifier(table)))
        cursor.execute("RESET ROLE")


def test_it_may_write_what_is_ordinary_and_make_no_tables() -> None:
    grants.apply(connection, ROLE)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL ROLE {0}").format(sql.Identifier(ROLE)))
        cursor.execute("DELETE FROM identity_session")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("CREATE TABLE sneaked_in (id int)")
        cursor.execute("RESET ROLE")
