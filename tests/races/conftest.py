"""Races end with the payments' own checks too."""

from __future__ import annotations

import pytest

from tiwala.ledger import checks as ledger_checks
from tiwala.payments.checks import CHECKS


@pytest.fixture(autouse=True)
def _payments_checks() -> None:
    for name, sql in CHECKS.items():
        ledger_checks.register(name, sql)
