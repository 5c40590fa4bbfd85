"""Sockets are closed in tests; journeys and the like may speak to this machine, and nothing else."""

import socket
from typing import Any

import pytest
import pytest_socket

LOOPBACK = ["127.0.0.1", "::1"]
FOLDERS = ("tests/journeys/", "tests/platform/")  # real servers on this machine
SERVERS = {"live_server", "browser", "chromium"}

_OPEN = socket.socket  # the class itself, before any test has it guarded


def pytest_configure() -> None:
    """Who listens may always be called: a test's guard closes the lines that go out.

    A mailbox or a live server outlives the test that began it. Python's own `accept` makes the new line by the
    name `socket.socket`, which the guard of the test that happens to run then has replaced: the server's thread
    died of a caller who came late, and every later test of that server waited for nothing.
    """
    _OPEN.accept = _accept  # type: ignore[assignment,method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback for tests in the journeys' folders or with a live server."""
    for item in items:
        place = item.nodeid.split("::", maxsplit=1)[0]
        is_journey = place.startswith(FOLDERS) or bool(SERVERS & set(getattr(item, "fixturenames", ())))
        if is_journey or item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Each test begins with sockets as Python has them; pytest-socket then guards those that shall be.

    It takes its guard of `socket.getaddrinfo` away only where it finds that guard in place. A test that puts a name
    server of its own there puts the guard back when it ends: the journey after it could not find this machine.
    """
    pytest_socket.enable_socket()


def _accept(listening: socket.socket) -> tuple[socket.socket, Any]:
    number, address = listening._accept()  # type: ignore[attr-defined]
    line = _OPEN(listening.family, listening.type, listening.proto, fileno=number)
    if socket.getdefaulttimeout() is None and listening.gettimeout():
        line.setblocking(True)
    return line, address
