"""Each test starts with nothing in memory: keysets, rules of signing in and of fraud, the reader before's language."""

import pytest
from django.utils import translation

from tiwala.fraud import standing
from tiwala.identity import rule_values
from tiwala.kit import secrets


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    secrets.forget()
    rule_values.forget()
    standing.forget()
    translation.deactivate()  # a page asked for in this very thread leaves its language active
