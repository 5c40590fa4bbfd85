"""Each test starts with nothing in memory: keysets, rules of signing in and of fraud, the reader before's language."""

from dataclasses import replace

import pytest
from django.utils import translation

from tiwala.fraud import standing
from tiwala.identity import rule_values
from tiwala.kit import secrets
from tiwala.kit.conf import conf


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    secrets.forget()
    rule_values.forget()
    standing.forget()
    translation.deactivate()  # a page asked for in this very thread leaves its language active


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine degrades no assessment. What is late is in tests/races/test_fraud.py."""
    monkeypatch.setattr(conf, "fraud", replace(conf.fraud, late_ms=8_000))
