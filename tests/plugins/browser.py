"""Debian's Chromium: nothing is downloaded, and its driver's event loop ends with the file that asked for it.

While a driver is open its loop counts as running in the test's own thread, and there can be one at a time. A loop that
outlives its tests would break whatever comes next in that process, so the file that leaves one behind is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import connection
from playwright.sync_api import Browser, Error, sync_playwright

CHROMIUM = "/usr/bin/chromium-headless-shell"
"""The same Chromium in the build that has no windows: a third of the work, for there is no browser around the page."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file; each opens contexts of its own."""
    with _no_loop_after(), sync_playwright() as program:
        chromium = program.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        with suppress(Error):  # one that died already is closed
            chromium.close()


@pytest.fixture
def chromium(browser: Browser) -> Iterator[Browser]:
    """The browser beside a live server of this process: no window and no line of its threads outlives the test."""
    yield browser
    for context in browser.contexts:
        context.close()
    with connection.cursor() as cursor:  # a server thread still holds its line to the database, which is to be emptied
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


class _no_loop_after:  # noqa: N801 - reads as a verb where it is used
    """Leaves the thread as it was found, however the driver ended."""

    is_open = False

    def __enter__(self) -> None:
        assert asyncio._get_running_loop() is None, "a test before this file left an event loop behind"
        _no_loop_after.is_open = True

    def __exit__(self, *_error: object) -> None:
        asyncio._set_running_loop(None)
        _no_loop_after.is_open = False


@pytest.fixture(autouse=True)
def _no_loop_left_behind() -> Iterator[None]:
    yield
    if not _no_loop_after.is_open and asyncio._get_running_loop() is not None:
        asyncio._set_running_loop(None)
        pytest.fail("This test left an event loop running in its thread.")
