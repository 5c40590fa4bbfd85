"""Fresh counters for sign-in, and browsers of staff."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tiwala.console.tests.people import come_in


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def owner(db: None) -> Client:
    """The owner's browser."""
    return come_in("owner")
