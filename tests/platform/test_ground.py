"""The ground the tests stand on does what it says."""

import asyncio
import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_socket import SocketBlockedError, SocketConnectBlockedError, disable_socket, enable_socket

from tests.plugins.emptying import empty, filled, may_put_triggers_to_sleep
from tests.plugins.lines import forget_lost
from tests.plugins.quiet_logs import PLANTED, leaks
from tests.plugins.together import LONG, TOGETHER, group_of, in_order
from tiwala.audit.actions.record import record
from tiwala.kit.actor import SYSTEM


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("card 4242 4242 4242 4242 said", ["a card number"]),
        ("card=4242424242424242", ["a card number"]),
        ("no card 4242 4242 4242 4243", []),
        ("inv_01hzy3k8x7q2v5w9r4t6m1n0pd took 12.5 ms", []),
        ("to ana@example.ph", ["a mail address"]),
        (f"{PLANTED}-7", ["a planted secret"]),
    ],
)
def test_what_must_not_be_in_a_log_is_seen(text: str, found: list[str]) -> None:
    assert list(leaks(text)) == found


@pytest.mark.disable_socket
def test_sockets_are_closed() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A server's socket, opened while sockets are open, as a mailbox of a whole file is."""
    enable_socket()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


def test_who_listens_is_reached_while_sockets_are_closed(listening: socket.socket) -> None:
    caller = socket.create_connection(listening.getsockname())
    disable_socket(allow_unix_socket=True)
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET)
    heard, _ = listening.accept()
    with caller, heard:
        caller.sendall(b"late")
        assert heard.recv(4) == b"late"


def test_a_journey_speaks_to_this_machine_only() -> None:
    with socket.socket(socket.AF_INET) as line, pytest.raises(SocketConnectBlockedError):
        line.connect(("192.0.2.1", 80))


def test_an_open_browser_does_not_give_a_test_a_second_line(db: None) -> None:
    connection.ensure_connection()
    before, loop = connection.connection, asyncio.new_event_loop()
    asyncio._set_running_loop(loop)  # as the browser's driver does
    try:
        assert connection.connection is before
    finally:
        asyncio._set_running_loop(None)
        loop.close()


def test_a_line_that_was_lost_is_not_met_by_the_next_test(transactional_db: None) -> None:
    connection.ensure_connection()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    assert forget_lost() == ["default"]
    assert forget_lost() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_tests_that_share_a_house_go_to_one_process(pytestconfig: pytest.Config) -> None:
    assert all((Path(pytestconfig.rootpath) / place).exists() for place in (*TOGETHER, *LONG))
    assert group_of("tests/journeys/test_a.py::test_one") == group_of("tests/journeys/test_b.py::test_other[x@y]")
    assert group_of("tiwala/kit/tests/test_money.py::test_one") == "tiwala/kit/tests/test_money.py"
    assert group_of("tests/walk/test_pages.py::test_one") == "tests/walk/test_pages.py::test_one"


def test_minutes_come_first_then_what_is_long_and_small_files_last() -> None:
    wanted = ["tests/journeys/test_a.py::a", "tests/platform/test_a.py::a", "tests/journeys/test_gateway_wizard.py::a"]
    wanted += ["tests/walk/test_a.py::a", "tiwala/b/test_a.py::a", "tiwala/b/test_a.py::b", "tiwala/a/test_a.py::a"]
    places = in_order(wanted)
    assert sorted(wanted, key=lambda one: (places[one], one)) == wanted


def test_what_a_test_committed_is_gone_and_its_triggers_are_awake(transactional_db: None) -> None:
    assert may_put_triggers_to_sleep(connection)
    _leave_a_trace()
    assert "audit_record" in filled(connection)
    empty(connection)
    assert filled(connection) == []
    _leave_a_trace()
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("DELETE FROM audit_record")


def _leave_a_trace() -> None:
    with transaction.atomic():
        record("demo:seed", "demo", by=SYSTEM)


def test_what_was_loaded_is_never_looked_through_for_garbage() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000
