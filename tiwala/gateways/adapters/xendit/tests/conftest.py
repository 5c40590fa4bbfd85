"""The stand-in for Xendit, a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tiwala.gateways.adapters.xendit.tests.harness import XenditHarness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, listening_mailbox, running_sandbox
from tiwala.kit.conf import conf


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Over real HTTP."""
    with running_sandbox(tmp_path_factory.mktemp("xendit"), vendor="xendit") as running:
        yield running


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Where notices land: one a test, for the tests between them may open no socket."""
    with listening_mailbox() as box:
        yield box


@pytest.fixture
def harness(stand_in: Sandbox, mailbox: Mailbox) -> Iterator[XenditHarness]:
    """An account of its own, with settings that allow the stand-in and lose patience quickly."""
    before = conf.outside
    urls = {**before.gateway_urls, "xendit": stand_in.url}
    conf.outside = replace(before, gateway_urls=urls, gateway_connect_timeout_s=2.0, gateway_read_timeout_s=1.0)
    stand_in.control("faults", method="DELETE")
    yield XenditHarness(stand_in, mailbox)
    conf.outside = before
