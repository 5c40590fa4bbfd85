from __future__ import annotations

from datetime import date, timedelta

import pytest

from tiwala.business import queries
from tiwala.business.actions.change_regime import change_regime
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.models import Profile
from tiwala.business.tests.makers import profile_facts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    set_profile(profile_facts(vat_status="non_vat", other_tax="percentage"), by=SYSTEM)
    return clock.today("Asia/Manila")


def test_the_history_says_what_was_in_force_on_a_day(today: date) -> None:
    with clock.hold(clock.now() + timedelta(days=40)):
        change_regime("vat", starts_on=today + timedelta(days=30), by=SYSTEM)
    before, after = queries.regime_on(today), queries.regime_on(today + timedelta(days=30))
    assert before is not None
    assert after is not None
    assert (before.vat_status, before.other_tax) == ("non_vat", "percentage")
    assert (after.vat_status, after.other_tax) == ("vat", "")
    assert Profile.objects.get().vat_status == "vat"


def test_it_refuses_a_day_to_come(today: date) -> None:
    with pytest.raises(BadInput):
        change_regime("vat", starts_on=today + timedelta(days=1), by=SYSTEM)


def test_it_refuses_to_rewrite_the_history(today: date) -> None:
    with pytest.raises(BadInput):
        change_regime("vat", starts_on=today, by=SYSTEM)


@pytest.mark.parametrize(("status", "other"), [("", ""), ("maybe", ""), ("vat", "percentage"), ("non_vat", "x")])
def test_it_refuses_regimes_there_are_not(today: date, status: str, other: str) -> None:
    with clock.hold(clock.now() + timedelta(days=2)), pytest.raises(BadInput):
        change_regime(status, other_tax=other, starts_on=today + timedelta(days=1), by=SYSTEM)


def test_it_needs_a_business() -> None:
    with pytest.raises(NotFound):
        change_regime("vat", starts_on=date(2026, 1, 1), by=SYSTEM)
