"""Each test starts with nothing in memory that a process reads once: keysets, rules of signing in."""

import pytest

from tiwala.identity import rule_values
from tiwala.kit import secrets


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    secrets.forget()
    rule_values.forget()
