"""There is one clock: it can be held still and shifted, and days are the merchant's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tiwala.kit import clock

NEW_YEAR_EVE = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)


def test_it_runs():
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_the_day_is_the_merchants():
    with clock.hold(NEW_YEAR_EVE):
        assert clock.today("Asia/Manila") == date(2027, 1, 1)
        assert clock.today("UTC") == date(2026, 12, 31)


def test_holding_ends_and_nests():
    with clock.hold(NEW_YEAR_EVE):
        with clock.hold(NEW_YEAR_EVE + timedelta(days=1)):
            assert clock.now() == NEW_YEAR_EVE + timedelta(days=1)
        with pytest.raises(ZeroDivisionError), clock.hold(NEW_YEAR_EVE + timedelta(days=2)):
            clock.now().second / 0
        assert clock.now() == NEW_YEAR_EVE
    assert clock.now() != NEW_YEAR_EVE


def test_a_trial_may_shift_it():
    before = clock.now()
    clock.shift(86400)
    try:
        assert timedelta(hours=23) < clock.now() - before < timedelta(hours=25)
        assert clock.machine_now() - before < timedelta(hours=1)
        with clock.hold(NEW_YEAR_EVE):
            assert clock.machine_now() == NEW_YEAR_EVE
    finally:
        clock.shift(0)


def test_it_is_held_at_aware_instants_only():
    with pytest.raises(AssertionError), clock.hold(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
