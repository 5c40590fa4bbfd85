"""One demo house for all journeys, and visitors with Debian's Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.journeys.demo_house import DemoHouse
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def house() -> Iterator[DemoHouse]:
    """The demo, open; closed before this process goes on to other tests."""
    house = DemoHouse()
    try:
        house.furnish().up()
        yield house
    finally:
        house.tear_down()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Makes visitors; when the test ends, each is asked whether the browser complained."""
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(Visitor(browser, **more))


@pytest.fixture(autouse=True)
def _calm_bank(request: pytest.FixtureRequest) -> Iterator[None]:
    """No fault that one journey ordered meets the next, and no way to pay stays hidden because of it."""
    yield
    if "house" in request.fixturenames:
        house = request.getfixturevalue("house")
        house.bank("faults", method="DELETE")
        if house.sql("SELECT 1 FROM gateways_call WHERE kind IN ('failed', 'unknown', 'busy') LIMIT 1"):
            house.ask("trust_gateways")
