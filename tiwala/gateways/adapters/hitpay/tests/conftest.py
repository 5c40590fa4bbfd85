"""HitPay's stand-in, and an account at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tiwala.gateways.adapters.hitpay.tests.harness import HitPayHarness
from tiwala.gateways.adapters.hitpay.tests.scripted import Script
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox
from tiwala.kit import http


@pytest.fixture
def harness(stand_in: Callable[[str], Sandbox], mailbox: Mailbox) -> HitPayHarness:
    """An account of its own."""
    return HitPayHarness(stand_in("hitpay"), mailbox)


@pytest.fixture
def script() -> Iterator[Script]:
    """Answers by heart, instead of the network."""
    made = Script()
    with http.use_transport(made):
        yield made
