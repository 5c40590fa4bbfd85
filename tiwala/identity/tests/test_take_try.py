"""Taking a try at a secret before it is looked at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tiwala.identity.actions.take_try import give_back, take_try
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import Tries, User, Which
from tiwala.identity.tests.people import ANA, CORA, make_ana
from tiwala.identity.tries import Subject, of_address, of_user, wait_after
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

HALF_AN_HOUR = timedelta(minutes=30)


def guess(subject: Subject, times: int = 1) -> int:
    """How many of so many guesses are looked at."""
    return sum(take_try(subject) for _ in range(times))


def test_staff_have_ten_tries_and_then_half_an_hour_of_rest(cora: User) -> None:
    subject = of_address(CORA)
    with clock.hold(start := clock.now()):
        assert guess(subject, 25) == 10
    with clock.hold(start + HALF_AN_HOUR - timedelta(seconds=1)):
        assert guess(subject) == 0
    with clock.hold(start + HALF_AN_HOUR):
        assert guess(subject, 25) == 10


def test_a_customers_waits_double_from_half_a_minute_to_an_hour(ana: User) -> None:
    waits = [wait_after(count, is_staff=False).total_seconds() for count in (4, 5, 6, 7, 11, 12, 40, 99)]
    assert waits == [0, 30, 60, 120, 1920, 3600, 3600, 3600]
    subject = of_address(ANA)
    with clock.hold(start := clock.now()):
        assert guess(subject, 8) == 5
    with clock.hold(start + timedelta(seconds=30)):
        assert guess(subject, 2) == 1


def test_after_a_hundred_only_recovery_helps(ana: User) -> None:
    subject, at, looked_at = of_address(ANA), clock.now(), 0
    for _ in range(130):
        at += timedelta(hours=1)
        with clock.hold(at):
            looked_at += guess(subject)
    assert looked_at == 100
    forgive_tries(ana)
    assert guess(subject) == 1


def test_staff_too_stop_at_a_hundred_in_a_row(cora: User) -> None:
    at, looked_at = clock.now(), 0
    for _ in range(12):
        with clock.hold(at):
            looked_at += guess(of_address(CORA), 12)
        at += HALF_AN_HOUR
    assert looked_at == 100


def test_an_address_that_nobody_has_is_counted_alike(ana: User) -> None:
    with clock.hold(clock.now()):
        assert guess(of_address("nobody@example.ph"), 9) == guess(of_address(ANA), 9) == 5
    assert "nobody" not in str(list(Tries.objects.values()))


def test_passwords_and_codes_are_counted_apart(cora: User) -> None:
    with clock.hold(clock.now()):
        guess(of_user(cora, Which.PASSWORD), 12)
        assert guess(of_user(cora, Which.CODE), 12) == 10


def test_a_right_guess_given_back_was_no_failure(cora: User) -> None:
    subject = of_address(CORA)
    with clock.hold(clock.now()):
        guess(subject, 10)
        give_back(subject)
        assert guess(subject, 3) == 1


def test_a_tighter_rule_counts_at_once(cora: User) -> None:
    tighten_rule("staff_tries", number=3, by=SYSTEM)
    with clock.hold(clock.now()):
        assert guess(of_address(CORA), 9) == 3


@pytest.mark.django_db(transaction=True)
def test_thirty_guesses_at_once_are_no_more_than_the_rule() -> None:
    make_ana()  # another person's counter is another row
    subject = Subject(b"x" * 32, Which.PASSWORD, None)
    tighten_rule("payer_free_tries", number=3, by=SYSTEM)

    def once(_number: int) -> bool:
        try:
            return take_try(subject)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(30))) == 3
