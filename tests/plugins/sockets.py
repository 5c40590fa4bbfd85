"""Sockets are closed in tests; journeys and the like may speak to this machine, and nothing else."""

import pytest

LOOPBACK = ["127.0.0.1", "::1"]
FOLDERS = ("tests/journeys/", "tests/platform/")  # real servers on this machine
SERVERS = {"live_server", "browser", "chromium"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback for tests in the journeys' folders or with a live server."""
    for item in items:
        place = item.nodeid.split("::", maxsplit=1)[0]
        is_journey = place.startswith(FOLDERS) or bool(SERVERS & set(getattr(item, "fixturenames", ())))
        if is_journey or item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
