"""Fixtures of this room's tests and of its adapters'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache

import pytest

from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, listening_mailbox, running_sandbox
from tiwala.kit.conf import Outside, conf


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox gateway, a process of its own over real HTTP."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where the sandbox's notices land in the contract suite."""
    with listening_mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Sandbox]]:
    with ExitStack() as stack:

        @cache
        def run(vendor: str) -> Sandbox:
            return stack.enter_context(running_sandbox(tmp_path_factory.mktemp(vendor), vendor=vendor))

        yield run


@pytest.fixture
def stand_in(_running: Callable[[str], Sandbox], outside: Outside) -> Callable[[str], Sandbox]:
    """A vendor's stand-in by name, a process of its own, without faults; we may speak to it."""

    def of(vendor: str) -> Sandbox:
        running = _running(vendor)
        conf.outside = replace(outside, gateway_urls={**conf.outside.gateway_urls, vendor: running.url})
        running.control("faults", method="DELETE")
        return running

    return of


@pytest.fixture
def outside(sandbox: Sandbox) -> Iterator[Outside]:
    """Settings that allow this sandbox and lose patience quickly."""
    before = conf.outside
    conf.outside = replace(before, sandbox_url=sandbox.url, gateway_connect_timeout_s=2.0, gateway_read_timeout_s=1.0)
    sandbox.control("faults", method="DELETE")
    yield conf.outside
    conf.outside = before
