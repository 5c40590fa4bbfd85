"""Fixtures of this room's tests and of its adapters'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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


@pytest.fixture
def outside(sandbox: Sandbox) -> Iterator[Outside]:
    """Settings that allow this sandbox and lose patience quickly."""
    before = conf.outside
    conf.outside = replace(before, sandbox_url=sandbox.url, gateway_connect_timeout_s=2.0, gateway_read_timeout_s=1.0)
    sandbox.control("faults", method="DELETE")
    yield conf.outside
    conf.outside = before
