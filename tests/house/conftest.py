"""A demo house of its own for tests that kill it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.demo_house import DemoHouse


@pytest.fixture(scope="module")
def house() -> Iterator[DemoHouse]:
    """Open, with the demo's year in it."""
    house = DemoHouse()
    try:
        house.furnish().up()
        yield house
    finally:
        house.tear_down()
