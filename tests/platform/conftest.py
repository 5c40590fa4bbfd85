"""A house of the test's own: real processes, a random port, a folder under /tmp."""

from collections.abc import Iterator

import pytest

from tests.platform.trial_house import TrialHouse


@pytest.fixture(scope="module")
def _place() -> Iterator[TrialHouse]:
    trial = TrialHouse()
    try:
        yield trial.furnish()
    finally:
        trial.tear_down()


@pytest.fixture
def house(_place: TrialHouse) -> Iterator[TrialHouse]:
    """A house that is closed, with the data of the tests before; every process a test left in it is ended."""
    yield _place
    _place.kill_all()
