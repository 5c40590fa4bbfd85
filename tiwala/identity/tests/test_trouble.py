"""What went wrong of late at a customer's accounts, as the doors themselves wrote it down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tiwala.audit.actions.record import record
from tiwala.identity.actions.disown import disown
from tiwala.identity.models import User
from tiwala.identity.tests.people import ANA, ANA_REF, BEN_REF, NEW_PASSWORD, PASSWORD, fill_in, make_ana, make_ben
from tiwala.identity.trouble import LOOKED_AT, Trouble, trouble_at
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.db import action

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=3)


@pytest.fixture
def ana() -> User:
    return make_ana()


def wrong(times: int) -> None:
    for _ in range(times):
        cache.clear()
        fill_in(Client(), ANA, "not the password of anybody")
    cache.clear()


def test_who_has_no_account_has_no_trouble() -> None:
    assert trouble_at(ANA_REF) is None


def test_wrong_passwords_are_counted_for_the_customer_and_nobody_else(ana: User) -> None:
    make_ben()
    with clock.hold(start := clock.now()):
        wrong(3)
        assert trouble_at(ANA_REF) == Trouble(fails_1h=3, fails_24h=3)
        assert trouble_at(BEN_REF) == Trouble()
    with clock.hold(start + timedelta(hours=2)):
        assert trouble_at(ANA_REF) == Trouble(fails_1h=0, fails_24h=3)
    with clock.hold(start + timedelta(hours=25)):
        assert trouble_at(ANA_REF) == Trouble()


def test_a_new_password_is_a_change_at_once_but_not_on_the_first_day(ana: User) -> None:
    def change(old: str, new: str) -> None:
        browser = Client()
        fill_in(browser, ANA, old)
        sent = {"oldpassword": old, "password1": new, "password2": new}
        assert browser.post("/account/password/change/", sent).status_code == 302

    change(PASSWORD, NEW_PASSWORD)
    assert trouble_at(ANA_REF) == Trouble()
    with clock.hold(clock.now() + DAYS):
        change(NEW_PASSWORD, PASSWORD)
        assert trouble_at(ANA_REF) == Trouble(changes_24h=1)


def test_not_me_counts_until_the_account_is_released(ana: User) -> None:
    disown(ana.pk, by=SYSTEM)
    with clock.hold(clock.now() + DAYS):
        found = trouble_at(ANA_REF)
        assert found is not None
        assert found.is_disowned


def test_an_account_that_is_hammered_costs_two_statements_and_no_more(ana: User) -> None:
    @action
    def hammer() -> None:
        for _ in range(LOOKED_AT + 20):
            record("session:sign_in_failed", ana.public_id, by=SYSTEM, outcome="refused")

    hammer()
    with CaptureQueriesContext(connection) as asked:
        found = trouble_at(ANA_REF)
    assert found == Trouble(fails_1h=LOOKED_AT, fails_24h=LOOKED_AT)
    assert len(asked) == 2
