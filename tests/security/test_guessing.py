"""People who guess: at one account, one password at many, stolen pairs from everywhere. How much is really looked at.

Their networks and the hour change with every round, so that nothing stands in their way but what counts each account.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest
from django.core.cache import cache
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.watch_sign_ins import watch_sign_ins
from tiwala.identity.models import Tries
from tiwala.identity.tests.people import PASSWORD, fill_in, make_ana, make_cora, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import job
from tiwala.tasks.models import Task

ANA, CORA = "ana.reyes@example.ph", "cora.lim@example.ph"
SECOND_STEP = "/account/2fa/authenticate/"
_networks = count(1)


def somewhere_else() -> Client:
    """A browser in a network from which nobody came before."""
    number = next(_networks)
    return Client(REMOTE_ADDR=f"198.{18 + number // 250}.{number % 250 + 1}.9")


def try_it(email: str, password: str, *, at: datetime, client: Client | None = None) -> bool:
    """Whether the pair opens the account, or the second step behind it."""
    with clock.hold(at):
        return fill_in(client or somewhere_else(), email, password).status_code == 302


def looked_at() -> int:
    """How many wrong guesses were really compared with a password."""
    return Record.objects.filter(tag="session:sign_in_failed").exclude(facts__has_key="unseen").count()


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()


def test_brute_force_at_one_member_of_staff_gets_ten_guesses_each_half_hour() -> None:
    make_cora()
    start = clock.now()
    for minute in range(90):
        try_it(CORA, f"guess number {minute}", at=start + timedelta(minutes=minute))
        cache.clear()  # a thousand networks, as far as the outer ring can tell
    assert looked_at() <= 3 * 10
    assert not try_it(CORA, PASSWORD, at=start + timedelta(minutes=91))


def test_brute_force_at_one_customer_dries_up() -> None:
    make_ana()
    start = clock.now()
    for minute in range(0, 24 * 60, 12):
        try_it(ANA, f"guess number {minute}", at=start + timedelta(minutes=minute))
        cache.clear()
    assert looked_at() <= 5 + 6 + 23, "five at once, six short waits, then one an hour"


def test_one_password_at_many_people_from_one_network_is_slowed_and_seen() -> None:
    start, eve = clock.now(), Client(REMOTE_ADDR="203.0.113.7")
    for number in range(60):
        try_it(f"person{number}@example.ph", "Summer2026!Summer", at=start + timedelta(seconds=number), client=eve)
    assert looked_at() <= 20, "ten a minute from one network"
    cache.clear()
    for number in range(12):
        try_it(f"more{number}@example.ph", "Summer2026!Summer", at=start + timedelta(seconds=number), client=eve)
        cache.clear()
    with clock.hold(start + timedelta(minutes=1)):
        watch_sign_ins(by=job("test"))
        watch_sign_ins(by=job("test"))
    task = Task.objects.get(kind="sign_in_burst", subject_ref__startswith="network")
    assert task.facts["near"] == "203.0.113.0"
    assert "203.0.113.7" not in str(task.facts)


def test_stolen_pairs_from_everywhere_are_one_guess_an_account_and_are_seen() -> None:
    make_cora()
    start = clock.now()
    for number in range(70):
        who = CORA if number % 35 == 0 else f"victim{number}@example.ph"
        try_it(who, f"stolen {number}", at=start + timedelta(seconds=number))
        cache.clear()
    assert Tries.objects.filter(count__gt=2).count() == 0
    with clock.hold(start + timedelta(seconds=80)):
        watch_sign_ins(by=job("test"))
    assert Task.objects.filter(kind="sign_in_burst", subject_ref="everywhere").count() == 1
    with clock.hold(start + timedelta(hours=1)):
        watch_sign_ins(by=job("test"))
    assert Task.objects.get(kind="sign_in_burst").times == 1, "it ended; nobody is told again"


def test_a_stolen_pair_that_fits_opens_no_more_than_the_second_step() -> None:
    make_cora()
    thief = somewhere_else()
    assert fill_in(thief, CORA).headers["Location"] == SECOND_STEP
    for code in range(15):
        cache.clear()
        fill_in(thief, CORA)
        thief.post(SECOND_STEP, {"code": f"{code:06}"})
    assert thief.get("/console/").headers["Location"].startswith("/account/login/")
    assert looked_at() <= 10


def test_the_real_person_gets_in_once_the_guessing_rests() -> None:
    make_cora()
    start = clock.now()
    for minute in range(15):
        try_it(CORA, f"guess {minute}", at=start + timedelta(seconds=minute))
        cache.clear()
    with clock.hold(start + timedelta(minutes=31)):
        assert sign_in(Client(), CORA).headers["Location"] == "/console/"


def test_somebody_else_is_never_locked_out_by_it() -> None:
    make_ana()
    make_cora()
    start = clock.now()
    for minute in range(15):
        try_it(CORA, f"guess {minute}", at=start + timedelta(seconds=minute))
        cache.clear()
    assert try_it(ANA, PASSWORD, at=start + timedelta(seconds=20))
