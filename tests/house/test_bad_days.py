"""A small share of `make faults`: every kind of fault at once, kills in between, and every promise counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reliability.bad_days import CALLS, NOTICES
from tests.reliability.run import HurriedHouse, Plan, Run

pytestmark = pytest.mark.journey


@pytest.fixture
def hurried_house() -> Iterator[HurriedHouse]:
    """A house that waits a second for its gateway."""
    house = HurriedHouse()
    house.timeout_s = 1
    try:
        house.furnish().up()
        yield house
    finally:
        house.tear_down()


def test_after_bad_days_every_centavo_is_where_it_belongs(hurried_house: HurriedHouse) -> None:
    plan = Plan(payments=30, rate=0.06, payers=15, patience_s=30, kill_every_s=6, gateway_timeout_s=1)
    story = Run(hurried_house, plan).live()
    assert story.counts.wrong == []
    assert story.counts.paid >= plan.payments // 5
    assert set(story.met) & set(CALLS)
    assert set(story.met) & set(NOTICES)
