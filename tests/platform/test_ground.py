"""The ground the tests stand on does what it says."""

import socket

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

from tests.plugins.quiet_logs import PLANTED, leaks


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


def test_a_journey_speaks_to_this_machine_only() -> None:
    with socket.socket(socket.AF_INET) as line, pytest.raises(SocketConnectBlockedError):
        line.connect(("192.0.2.1", 80))
