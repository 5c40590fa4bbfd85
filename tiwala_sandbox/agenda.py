"""Does what is due: verbs put off until later, and notices to be sent; in the background or when asked."""

import asyncio
import functools
import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from tiwala_sandbox import checkouts, disputes, early, notices, payments, refunds
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.scenarios import BY_SLUG

AT_ONCE = 16
IDLE_S = 0.5
NOTICE_TIMEOUT_S = 5.0
MOST_ROUNDS = 10_000

VERBS: dict[str, Callable[..., Any]] = {
    "expire": checkouts.expire_by_now,
    "decide": lambda bank, checkout, scenario: payments.decide(bank, checkouts.get(bank, checkout), BY_SLUG[scenario]),
    "pay_late": lambda bank, checkout: payments.pay_late(bank, checkouts.get(bank, checkout)),
    "reverse": lambda bank, checkout: payments.reverse(bank, checkouts.get(bank, checkout)),
    "dispute": lambda bank, checkout: disputes.open_dispute(bank, checkouts.get(bank, checkout)),
    "warn": lambda bank, checkout: early.warn(bank, checkouts.get(bank, checkout)),
    "dispute_time_over": lambda bank, dispute: disputes.close_dispute(
        bank, disputes.get_dispute(bank, dispute), won=False
    ),
    "decide_refund": lambda bank, refund, failure: refunds.decide_refund(
        bank, refunds.get_refund(bank, refund), failure
    ),
}


class Runner:
    """Works through the agenda and the notices of one bank."""

    def __init__(
        self,
        bank: Bank,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        verbs: Mapping[str, Callable[..., Any]] = VERBS,
    ) -> None:
        """`transport` replaces the network in tests; `verbs` are what may stand on this bank's agenda."""
        self._bank = bank
        self._verbs = verbs
        self._transport = transport
        self._on_their_way: dict[int, asyncio.Task[None]] = {}
        self._bell = asyncio.Event()
        bank.wake = self._bell.set

    def do_due(self) -> int:
        """Do the verbs whose time has come; each leaves the agenda in the transaction that does it."""
        store = self._bank.store
        rows = store.all("SELECT * FROM agenda WHERE due_at <= ? ORDER BY due_at, seq LIMIT 500", self._bank.now())
        for row in rows:
            with store.transaction():
                store.run("DELETE FROM agenda WHERE seq = ?", row["seq"])
                try:
                    self._verbs[row["verb"]](self._bank, **json.loads(row["args"]))
                except Problem as problem:
                    self._bank.log("agenda_refused", verb=row["verb"], code=problem.code)
        return len(rows)

    async def run_due(self) -> None:
        """Do everything that is due now and wait for it: verbs, then notices, until nothing is left."""
        async with self._client() as client:
            for _ in range(MOST_ROUNDS):
                done = self.do_due()
                self._start_sending(client)
                if not done and not self._on_their_way:
                    return
                await asyncio.gather(*self._on_their_way.values())

    async def run_forever(self) -> None:
        """Do what is due as it falls due, until cancelled."""
        async with self._client() as client:
            while True:
                self._bell.clear()
                if not self._do_and_send(client):
                    await self._rest()
                else:
                    await asyncio.sleep(0)

    def _do_and_send(self, client: httpx.AsyncClient) -> bool:
        """One round; a file that cannot be written is tried again after a rest, not given up."""
        try:
            done = self.do_due()
            return bool(self._start_sending(client)) or done > 0
        except sqlite3.Error as error:
            sys.stderr.write(f"The sandbox cannot write its file: {error}.\n")
            return False

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), IDLE_S)
        except TimeoutError:
            return

    def _start_sending(self, client: httpx.AsyncClient) -> list[asyncio.Task[None]]:
        room = AT_ONCE - len(self._on_their_way)
        if room <= 0:
            return []
        rows = notices.due(self._bank, limit=room, apart_from=set(self._on_their_way))
        tasks = []
        for row in rows:
            task = asyncio.create_task(notices.send(self._bank, client, row))
            self._on_their_way[row["seq"]] = task
            task.add_done_callback(functools.partial(self._arrived, row["seq"]))
            tasks.append(task)
        return tasks

    def _arrived(self, seq: int, _: asyncio.Task[None]) -> None:
        self._on_their_way.pop(seq, None)
        self._bell.set()

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            timeout=NOTICE_TIMEOUT_S, transport=self._transport, trust_env=False, follow_redirects=False
        )
