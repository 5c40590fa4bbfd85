"""Each test starts with nothing in memory: keysets, rules of signing in, the language of the reader before."""

import pytest
from django.utils import translation

from tiwala.identity import rule_values
from tiwala.kit import secrets


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    secrets.forget()
    rule_values.forget()
    translation.deactivate()  # a page asked for in this very thread leaves its language active
