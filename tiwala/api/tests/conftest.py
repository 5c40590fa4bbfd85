"""A caller with every scope."""

from __future__ import annotations

import pytest

from tiwala.api.tests.caller import Caller


@pytest.fixture
def shop(db: None) -> Caller:
    """A program that may do everything."""
    return Caller()
