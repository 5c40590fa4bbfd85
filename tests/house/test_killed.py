"""kill -9 of anything, at any moment, while money moves: nothing is lost, nothing is charged twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.house.persistent_payer import PersistentPayer
from tests.journeys.demo_house import Bill, DemoHouse
from tests.journeys.truth import charges_for, checkouts_at_the_bank, differences
from tests.platform.trial_house import wait_until

pytestmark = pytest.mark.journey
PAYERS = 12
FAULTS = {"notice_lost": 0.25, "notice_doubled": 0.25, "error_500": 0.1, "answer_lost": 0.1, "notice_forged": 0.1}


def test_killed_before_the_bank_heard_of_it(house: DemoHouse) -> None:
    bill = house.bill()
    die_while_starting(house, bill, fault="hang", when=lambda: house.ask("tries", bill.ref) == ["created"])
    assert house.command("reconcile").returncode == 0
    assert house.ask("tries", bill.ref) == ["unknown"]  # it may still be on its way
    assert house.command("reconcile", TIWALA_CLOCK_OFFSET_S="200").returncode == 0
    assert house.ask("tries", bill.ref) == ["cancelled"]
    assert PersistentPayer(bill.url).pay()
    assert charges_for(house, bill.ref) == [150_000]


def test_killed_after_the_bank_heard_of_it(house: DemoHouse) -> None:
    bill = house.bill()
    before = checkouts_at_the_bank(house)
    die_while_starting(house, bill, fault="answer_hang", when=lambda: checkouts_at_the_bank(house) > before)
    assert house.command("reconcile").returncode == 0
    assert house.ask("tries", bill.ref) == ["sent"]
    assert PersistentPayer(bill.url).pay()
    assert house.ask("tries", bill.ref) == ["captured"]
    assert charges_for(house, bill.ref) == [150_000]


def test_killed_between_the_money_and_the_news_of_it(house: DemoHouse) -> None:
    bill = house.bill()
    house.bank("faults", {"next": [{"kind": "notice_late", "where": "notice", "seconds": 3}]})
    with ThreadPoolExecutor(1) as hand:
        asked = hand.submit(PersistentPayer(bill.url, patience_s=60).pay)
        wait_until(lambda: charges_for(house, bill.ref), 30)
        kill(house, "tiwala worker")
        kill(house, "granian")
        assert asked.result(90)
    house.wait_owed(bill, 0)
    assert charges_for(house, bill.ref) == [150_000]


def test_whatever_is_killed_while_payments_flow_books_and_bank_agree(house: DemoHouse) -> None:
    bills = [house.bill(100_000 + 100 * count) for count in range(PAYERS)]
    house.dismiss()
    house.bank("faults", {"rates": FAULTS, "seed": 7})
    with ThreadPoolExecutor(PAYERS) as hands:
        paid = [hands.submit(PersistentPayer(bill.url).pay) for bill in bills]
        for blow in (web, worker, database, everything):
            time.sleep(2)
            blow(house)
            wait_until(house.answers, 90)
        assert sum(one.result(120) for one in paid) >= PAYERS // 2
    house.bank("faults", method="DELETE")
    assert house.command("reconcile").returncode == 0
    settle(house)
    for count, bill in enumerate(bills):
        charged = charges_for(house, bill.ref)
        assert charged in ([], [100_000 + 100 * count]), bill.number
        assert (house.owed(bill) == 0) is bool(charged), bill.number
    for words in (("ledger", "check"), ("audit", "verify")):
        proven = house.command(*words)
        assert proven.returncode == 0, proven.stdout + proven.stderr


def die_while_starting(house: DemoHouse, bill: Bill, *, fault: str, when: Callable[[], bool]) -> None:
    """Have somebody press the button, and kill the web at just that moment; it comes up again by itself."""
    house.bank("faults", {"next": [{"kind": fault, "where": "start"}]})
    with ThreadPoolExecutor(1) as hand:
        asked = hand.submit(PersistentPayer(bill.url, patience_s=1).pay)
        wait_until(when, 30)
        web(house)
        assert asked.result(60) is False
    house.bank("faults", method="DELETE")  # the call may never have left
    wait_until(house.answers, 60)


def settle(house: DemoHouse) -> None:
    """Wait until the jobs that were cut short have run again: both sides agree, every payment has its receipt."""
    wait_until(lambda: differences(house) == [], 60)
    house.ask("hear", minutes_later=6)
    wait_until(lambda: house.ask("unpapered") == [], 60)


def kill(house: DemoHouse, words: str) -> None:
    """kill -9 of every process of this kind."""
    for pid in house.pids(words):
        os.kill(pid, signal.SIGKILL)


def web(house: DemoHouse) -> None:
    kill(house, "granian")


def worker(house: DemoHouse) -> None:
    kill(house, "tiwala worker")


def database(house: DemoHouse) -> None:
    first = house.postmaster()
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: (now := house.postmaster()) is not None and now.pid != first.pid, 60)
    wait_until(house.database_answers, 60)


def everything(house: DemoHouse) -> None:
    house.kill_all()
    house.up()
