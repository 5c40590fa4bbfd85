"""A clean count of tries for every test, and people to sign in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tiwala.identity import mail
from tiwala.identity.models import User
from tiwala.identity.tests.people import make_ana, make_ben, make_cora


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _letters_by_djangos_own_mail() -> Iterator[None]:
    """This room knows no outbox; what wiring set at start comes back afterwards."""
    before = mail._sender
    mail.set_sender(None)
    yield
    mail.set_sender(before)


@pytest.fixture
def ana(db: None) -> User:
    """A customer."""
    return make_ana()


@pytest.fixture
def ben(db: None) -> User:
    """Another customer, who reads Filipino."""
    return make_ben()


@pytest.fixture
def cora(db: None) -> User:
    """The owner."""
    return make_cora()
