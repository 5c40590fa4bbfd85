"""A bank to crash against, and the payments' own checks at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bank import Bank
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.ledger import checks as ledger_checks
from tiwala.payments.checks import CHECKS


@pytest.fixture(autouse=True)
def _payments_checks() -> None:
    for name, sql in CHECKS.items():
        ledger_checks.register(name, sql)


@pytest.fixture
def bank(sandbox, mailbox, outside) -> Iterator[Bank]:  # noqa: F811 -- the fixtures above
    """An account at the sandbox; in the end its books and ours agree."""
    opened = Bank.opened(sandbox, mailbox)
    yield opened
    sandbox.control("faults", method="DELETE")
    assert opened.in_our_books() == opened.has_moved()
