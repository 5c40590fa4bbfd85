"""Maya's stand-in, and an account at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tiwala.gateways.adapters.maya.tests.harness import MayaHarness
from tiwala.gateways.adapters.maya.tests.scripted import Script
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox
from tiwala.kit import http


@pytest.fixture
def harness(stand_in: Callable[[str], Sandbox], mailbox: Mailbox) -> Iterator[MayaHarness]:
    """An account with every product; the clock of its bank is set right again afterwards."""
    running = stand_in("maya")
    yield MayaHarness(running, mailbox)
    running.control("clock", {"offset_s": 0})


@pytest.fixture
def script() -> Iterator[Script]:
    """Answers by heart, instead of the network."""
    made = Script()
    with http.use_transport(made):
        yield made
