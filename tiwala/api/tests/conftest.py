"""A caller with every scope, and this room's doors without the rest of the house."""

from __future__ import annotations

from typing import Any

import pytest

from tiwala.api.tests.caller import Caller


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.ROOT_URLCONF = "tiwala.api.tests.urls_alone"


@pytest.fixture
def shop(db: None) -> Caller:
    """A program that may do everything."""
    return Caller()
