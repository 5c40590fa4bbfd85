"""Calls of the same moment are shared; nobody waits for company, and nobody suffers for another's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tiwala.kit.together import Together

POISON = -1


class Doubled:
    """Doubles whatever it is given; holds still until it may go on, and remembers who came together."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.shared: list[list[int]] = []

    def __call__(self, several: Sequence[int]) -> list[int]:
        self.shared.append(sorted(several))
        assert self.may_go_on.wait(20)
        if POISON in several:
            message = "poison"
            raise ValueError(message)
        return [2 * one for one in several]

    def is_asked(self, times: int) -> None:
        until = time.monotonic() + 20
        while len(self.shared) < times and time.monotonic() < until:
            time.sleep(0.005)
        assert len(self.shared) >= times


@pytest.fixture
def doubled() -> Doubled:
    return Doubled()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(12) as pool:
        yield pool


def gathered(together: Together[int, int], count: int) -> None:
    until = time.monotonic() + 20
    while len(together._waiting) < count and time.monotonic() < until:
        time.sleep(0.005)
    assert len(together._waiting) == count


def answers(asked: Sequence[Future[int]]) -> list[int]:
    return [one.result(20) for one in asked]


def test_who_comes_alone_waits_for_nobody(doubled):
    doubled.may_go_on.set()
    together = Together(doubled, most=8)
    assert [together(4), together(5)] == [8, 10]
    assert doubled.shared == [[4], [5]]


def test_those_who_come_while_a_call_runs_share_the_next(doubled, threads):
    together = Together(doubled, most=8)
    first = threads.submit(together, 0)
    doubled.is_asked(1)
    others = [threads.submit(together, one) for one in (1, 2, 3)]
    gathered(together, 3)
    doubled.may_go_on.set()
    assert answers([first, *others]) == [0, 2, 4, 6]
    assert doubled.shared == [[0], [1, 2, 3]]


def test_no_call_is_larger_than_it_may_be(doubled, threads):
    together = Together(doubled, most=2)
    first = threads.submit(together, 0)
    doubled.is_asked(1)
    others = [threads.submit(together, one) for one in (1, 2, 3, 4, 5)]
    gathered(together, 5)
    doubled.may_go_on.set()
    assert answers([first, *others]) == [0, 2, 4, 6, 8, 10]
    assert [len(several) for several in doubled.shared] == [1, 2, 2, 1]


def test_nobody_suffers_for_what_another_brought(doubled, threads):
    together = Together(doubled, most=8)
    first = threads.submit(together, 0)
    doubled.is_asked(1)
    bad, good = threads.submit(together, POISON), [threads.submit(together, one) for one in (1, 2)]
    gathered(together, 3)
    doubled.may_go_on.set()
    assert answers([first, *good]) == [0, 2, 4]
    with pytest.raises(ValueError, match="poison"):
        bad.result(20)


def test_after_one_that_broke_the_next_is_served(doubled):
    doubled.may_go_on.set()
    together = Together(doubled, most=8)
    with pytest.raises(ValueError, match="poison"):
        together(POISON)
    assert together(3) == 6


def test_in_a_crowd_everybody_gets_the_answer_to_their_own(threads):
    def slowly(several: Sequence[int]) -> list[int]:
        time.sleep(0.001)
        return [2 * one for one in several]

    together = Together(slowly, most=8)
    assert list(threads.map(together, range(400))) == [2 * one for one in range(400)]
