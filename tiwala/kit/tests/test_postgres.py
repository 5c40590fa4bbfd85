import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tiwala.kit.db import prepared
from tiwala.kit.postgres import orphans
from tiwala.kit.postgres.base import DatabaseWrapper


@pytest.fixture
def line(transactional_db: None) -> DatabaseWrapper:
    """A line of its own, which a test may break."""
    made = connection.copy()
    assert isinstance(made, DatabaseWrapper)
    made.connect()
    yield made
    made.close()


def test_a_fresh_line_is_healthy_and_is_not_asked(line: DatabaseWrapper) -> None:
    before = line._answered_at
    assert line.is_usable()
    assert line._answered_at == before


def test_a_line_whose_server_ended_is_noticed(line: DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.connection.info.backend_pid])
    assert not line.is_usable()


def test_a_line_that_rested_long_is_asked(line: DatabaseWrapper) -> None:
    line._answered_at = 0.0
    assert line.is_usable()
    assert line._answered_at > 0


def test_a_closed_line_is_not_usable(line: DatabaseWrapper) -> None:
    line.close()
    assert not line.is_usable()


def test_a_prepared_statement_answers_and_is_seen_by_those_who_count(django_assert_num_queries, db: None) -> None:
    with django_assert_num_queries(1):
        assert prepared("SELECT %(a)s::int + 1, %(b)s::text", {"a": 1, "b": "x"}) == [(2, "x")]


def test_a_prepared_statement_is_planned_once(db: None) -> None:
    for _ in range(2):
        prepared("SELECT 7 AS planned_once", [])
    found = prepared("SELECT count(*) FROM pg_prepared_statements WHERE statement = %s", ["SELECT 7 AS planned_once"])
    assert found == [(1,)]


def test_the_line_of_a_thread_that_ended_is_hung_up(line: DatabaseWrapper) -> None:
    held: list[Any] = []

    def work() -> None:
        other = connection.copy()
        other.connect()
        held.append(other.connection)

    thread = threading.Thread(target=work)
    thread.start()
    task = Path("/proc/self/task", str(thread.native_id))
    thread.join()
    while task.exists():  # Python is done with it a moment before the system is
        time.sleep(0.001)
    assert not held[0].closed
    line.close()
    line.connect()
    assert held[0].closed
    assert not line.connection.closed


def test_a_forked_process_leaves_its_parents_lines_alone(line: DatabaseWrapper) -> None:
    held = []
    thread = threading.Thread(target=lambda: held.append(_line_of_this_thread()))
    thread.start()
    thread.join()
    orphans.adopt(line.connection)
    child = os.fork()
    if child == 0:  # the parent's threads are not here
        orphans.adopt(held[0])
        os._exit(0 if not line.connection.closed else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert line.connection.execute("SELECT 1").fetchone() == (1,)


def _line_of_this_thread() -> Any:
    other = connection.copy()
    other.connect()
    return other.connection
