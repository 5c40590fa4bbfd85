"""Who collects is read once a test, as it is read every five seconds by a house: each page and letter asks twice.

Inside a transaction it is read anew, and the one that a test runs in counted as well. It is left out here: what an
action changes is forgotten at once, and what a test writes itself it writes before the first page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tiwala.business import cache
from tiwala.business.queries import BusinessFacts, profile_facts


class _KeptForATest(cache.Kept[BusinessFacts]):
    def is_in_transaction(self) -> bool:
        return any(not block._from_testcase for block in connection.atomic_blocks)


@pytest.fixture(autouse=True)
def _one_business() -> Iterator[None]:
    cache.forget()
    yield
    cache.forget()


def pytest_configure() -> None:
    """For the house's own."""
    profile_facts.__class__ = _KeptForATest
