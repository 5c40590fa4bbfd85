"""These tests are not about time: a busy machine degrades nothing. What is late is in tests/races/test_fraud.py."""

from __future__ import annotations

import pytest

from tiwala.kit.conf import Fraud, conf


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "fraud", Fraud(late_ms=8_000))
