"""The demo's story holds on whichever day it is told."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import pytest

from tests.makers import make_business
from tiwala.config.seed.keeping import ends_soon
from tiwala.kit import clock
from tiwala.kit.conf import conf

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["2026-01-31", "2026-02-01", "2026-04-30", "2026-11-28", "2026-11-30", "2028-02-29"])
def test_one_customer_has_a_card_that_ends_soon_whatever_the_day(day: str) -> None:
    make_business()
    with clock.hold(datetime.fromisoformat(f"{day}T02:00:00Z")):
        year, month = (int(part) for part in ends_soon().split("-"))
    last = date(year, month, calendar.monthrange(year, month)[1])
    today = date.fromisoformat(day)
    assert today <= last <= today + timedelta(days=conf.autopay.ending_warn_days)
