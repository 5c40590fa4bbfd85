"""PayPal's stand-in, and an account at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tiwala.gateways.adapters.paypal.tests.harness import PayPalHarness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox


@pytest.fixture
def harness(stand_in: Callable[[str], Sandbox], mailbox: Mailbox) -> PayPalHarness:
    """An account of its own."""
    return PayPalHarness(stand_in("paypal"), mailbox)
