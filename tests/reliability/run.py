"""One run: bills, payers who do not give up, bad days, and then peace until every question is answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from tests.house.persistent_payer import PersistentPayer
from tests.journeys.demo_house import Bill, DemoHouse
from tests.journeys.truth import differences
from tests.platform.trial_house import wait_until
from tests.reliability import bad_days
from tests.reliability.counting import Counts, count

FIRST_MINOR: Final = 100_000
LATER_S: Final = (0, 200, 4_000, 90_000, 700_000)
"""When the house asks again about what it does not know, by its moved clock: the schedule's own steps."""

TURNS: Final = 3
AGREE_S: Final = 120.0
HEARD_S: Final = 1_800.0
"""Letters, receipts and counts have waited for money meanwhile: the queue is long when the payers have gone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to put the house through. `rate` is the share of calls and notices that meets each kind of fault."""

    payments: int
    rate: float = 0.05
    seed: int = 7
    payers: int = 100
    patience_s: float = 120.0
    pause_s: float = 1.5
    kill_every_s: float = 45.0
    gateway_timeout_s: int = 3


@dataclass(slots=True)
class Story:
    """What happened: the plan, the faults that were met, the blows, and the figures of the end."""

    plan: Plan
    met: dict[str, int]
    struck: dict[str, int]
    gave_up: int
    took_s: float
    counts: Counts


class HurriedHouse(DemoHouse):
    """Waits less long for the bank, so that a hang of a minute costs a run seconds. `timeout_s` is the patience.

    Two processes serve the web, as on any machine with two cores: each can be killed while the other goes on.
    """

    timeout_s = 3

    @property
    def environment(self) -> dict[str, str]:
        """With a shorter patience."""
        return super().environment | {"TIWALA_GATEWAY_TIMEOUT_S": str(self.timeout_s), "TIWALA_WORKERS": "2"}


@dataclass
class Run:
    """Lives through a plan in an open house."""

    house: DemoHouse
    plan: Plan
    tell: Callable[[str], None] = field(default=lambda _text: None)

    def live(self) -> Story:
        """Everything, from the bills to the figures."""
        began = time.monotonic()
        bills = self._bills()
        bad_days.order(self.house, rate=self.plan.rate, seed=self.plan.seed)
        with bad_days.Killer(self.house, self.plan.seed, self.plan.kill_every_s) as killer:
            paid = self._pay(bills)
        met = dict(self.house.bank("faults", method="GET")["met"])
        self._peace()
        counts = count(self.house, bills)
        took_s = time.monotonic() - began
        return Story(self.plan, met, dict(killer.struck), len(bills) - paid, took_s, counts)

    def _bills(self) -> list[Bill]:
        bills: list[Bill] = []
        while len(bills) < self.plan.payments:
            some = min(500, self.plan.payments - len(bills))
            made = self.house.ask("invoices", some, first_minor=FIRST_MINOR + len(bills))
            bills += [Bill(**one) for one in made]
            self.tell(f"billed {len(bills)}")
        self.house.dismiss()
        return bills

    def _pay(self, bills: list[Bill]) -> int:
        payers = [PersistentPayer(bill.url, self.plan.patience_s, self.plan.pause_s) for bill in bills]
        with ThreadPoolExecutor(self.plan.payers) as hands:
            asked = [hands.submit(one.pay) for one in payers]
            paid = 0
            for at, one in enumerate(asked, 1):
                paid += one.result()
                if at % max(len(asked) // 20, 1) == 0:
                    self.tell(f"{at} payers have gone, {paid} of them with a paid page")
        return paid

    def _peace(self) -> None:
        """The bank behaves, its late notices arrive, and the house asks as its schedule says."""
        self.house.bank("faults", method="DELETE")
        self.house.bank("clock", {"offset_s": bad_days.LATE_S + 60})
        for later_s in LATER_S:
            self._ask_again(later_s)
        wait_until(lambda: not self._waiting(), HEARD_S)
        for _ in range(TURNS):
            if self._is_agreed():
                break
            self._ask_again(0)  # as a person does by the button: a slow machine lets an answer come too late
        self.house.ask("hear", minutes_later=6)

    def _ask_again(self, later_s: int) -> None:
        done = self.house.command("reconcile", TIWALA_CLOCK_OFFSET_S=str(later_s))
        assert done.returncode == 0, done.stdout + done.stderr
        self.tell(f"asked as of {later_s} s later")

    def _is_agreed(self) -> bool:
        """Whether bank and books come to say the same; else what differs is told, for the figures to be judged by."""
        until = time.monotonic() + AGREE_S
        while found := differences(self.house):
            if time.monotonic() > until:
                self.tell(f"{len(found)} differ: {'; '.join(found[:10])}")
                self.tell(str(self.house.sql("SELECT state, count(*) FROM payments_attempt GROUP BY 1")))
                return False
            time.sleep(1)
        return True

    def _waiting(self) -> int:
        notices = self.house.sql("SELECT count(*) FROM gateways_notice WHERE state = 'received'")
        deliveries = self.house.sql("SELECT count(*) FROM events_delivery WHERE state IN ('waiting', 'running')")
        self.house.ask("hear", minutes_later=6)
        return int(str(notices[0][0])) + int(str(deliveries[0][0]))
