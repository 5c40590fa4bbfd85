"""Fixtures of this room's tests: its checks beside the ledger's own, and a gateway under the test's control."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.ledger import checks as ledger_checks
from tiwala.payments.checks import CHECKS


@pytest.fixture(autouse=True)
def _this_rooms_checks() -> None:
    """Prove this room's rows against the books after every test."""
    for name, sql in CHECKS.items():
        ledger_checks.register(name, sql)


@pytest.fixture
def scripted() -> Iterator[ScriptedGateway]:
    """A gateway that says what the test wrote for it."""
    with registered() as gateway:
        yield gateway
