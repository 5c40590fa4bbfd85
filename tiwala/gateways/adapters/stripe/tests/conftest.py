"""The stand-in for Stripe, started once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tiwala.gateways.adapters.stripe.tests.harness import StripeHarness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, listening_mailbox, running_sandbox
from tiwala.kit.conf import conf


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("stripe"), vendor="stripe") as running:
        yield running


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where Stripe's notices land, apart from all others."""
    with listening_mailbox() as box:
        yield box


@pytest.fixture
def harness(stand_in: Sandbox, mailbox: Mailbox) -> Iterator[StripeHarness]:
    """A shop of its own at the stand-in; patience is short."""
    before = conf.outside
    conf.outside = replace(
        before,
        gateway_urls={"stripe": stand_in.url},
        gateway_connect_timeout_s=2.0,
        gateway_read_timeout_s=1.0,
    )
    stand_in.control("faults", method="DELETE")
    yield StripeHarness(stand_in, mailbox)
    conf.outside = before
