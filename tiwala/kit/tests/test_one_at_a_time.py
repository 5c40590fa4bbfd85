"""One runs, one waits, and nobody's reason to come is missed."""

from __future__ import annotations

import threading
import time

import pytest

from tiwala.kit.one_at_a_time import OneAtATime


def test_while_one_runs_one_waits_and_the_others_go() -> None:
    began, go_on, runs = threading.Event(), threading.Event(), []

    def act() -> None:
        runs.append(threading.get_ident())
        began.set()
        assert go_on.wait(10)

    work = OneAtATime(act)
    first, second = threading.Thread(target=work), threading.Thread(target=work)
    first.start()
    assert began.wait(10)
    second.start()
    while work._in_line.acquire(blocking=False):  # until the second stands in line
        work._in_line.release()
    work()  # goes away: it would wait for ever otherwise
    assert runs == [first.ident]
    go_on.set()
    first.join(10)
    second.join(10)
    assert runs == [first.ident, second.ident]


def test_what_came_before_a_call_is_always_seen_by_a_run_that_began_after_it() -> None:
    """Many put something down and call; whatever the order, nothing lies there at the end."""
    lying, lock, at_work = list[int](), threading.Lock(), []

    def act() -> None:
        at_work.append(1)
        assert len(at_work) == 1
        with lock:
            lying.clear()
        time.sleep(0.001)
        at_work.pop()

    work = OneAtATime(act)

    def come(one: int) -> None:
        for at in range(40):
            with lock:
                lying.append(one * 100 + at)
            work()

    people = [threading.Thread(target=come, args=(one,)) for one in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert lying == []


def test_one_that_breaks_holds_up_nobody() -> None:
    def act() -> None:
        raise ValueError("broken")

    work = OneAtATime(act)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            work()
