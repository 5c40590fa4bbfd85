"""The bad days: what the gateway does to us, and what is killed meanwhile."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Self

from tests.house.test_killed import database, web, worker
from tests.journeys.demo_house import DemoHouse
from tests.platform.trial_house import wait_until

CALLS: Final = ("answer_lost", "error_500", "rate_429", "hang", "answer_cut")
NOTICES: Final = ("notice_lost", "notice_doubled", "notice_late", "notice_out_of_order")
LATE_S: Final = 4 * 3600.0


def order(house: DemoHouse, *, rate: float, seed: int) -> None:
    """From now on so many of all calls and notices meet each kind of fault; late ones come hours later."""
    rates = dict.fromkeys((*CALLS, *NOTICES), rate)
    house.bank("faults", {"rates": rates, "seed": seed, "seconds": {"notice_late": LATE_S}})


@dataclass
class Killer:
    """Kills the worker, the web or the database every so often, each time when all is up again."""

    house: DemoHouse
    seed: int
    every_s: float
    struck: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._strike, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        assert self._thread is not None
        self._thread.join(180)
        wait_until(self.house.answers, 120)

    def _strike(self) -> None:
        dice = random.Random(self.seed)
        while not self._over.wait(self.every_s * dice.uniform(0.5, 1.5)):
            blow = dice.choice((worker, worker, web, database))
            blow(self.house)
            self.struck[blow.__name__] += 1
            wait_until(self.house.answers, 120)
