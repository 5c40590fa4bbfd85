"""The simulated bank: its memory, clock, faults and agenda, tied together; the verbs live in their own files."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tiwala_sandbox.clock import Clock, real_time
from tiwala_sandbox.faults import Faults
from tiwala_sandbox.proof import sandbox_proof
from tiwala_sandbox.store import Row, Store

DEMO_ACCOUNT = "demo"
DEMO_SECRET = "whsec_test_demo"  # noqa: S105 - documented, opens nothing but this sandbox
LOG_KEPT = 2000


@dataclass(frozen=True)
class Settings:
    """How one sandbox was started."""

    seed: int = 0
    notice_url: str | None = None
    notice_hosts: tuple[str, ...] = ()
    public_url: str | None = None
    real_time: Callable[[], float] = real_time


class Bank:
    """One simulated bank. Every verb takes it first; all that it knows is in its file."""

    def __init__(self, path: str, settings: Settings) -> None:
        """Open the memory and make sure that the demo account is there."""
        self.settings = settings
        self.store = Store(path)
        self.clock = Clock(settings.real_time)
        self.clock.offset_s = float(self.recall("offset_s") or 0)
        self.wake: Callable[[], None] = _nothing
        self.prove: Callable[[bytes, list[str], float], dict[str, str]] = sandbox_proof
        self.waits: set[asyncio.Future[None]] = set()
        self._open_demo()
        self.faults = Faults(self.store, seed=settings.seed)

    def _open_demo(self) -> None:
        known = self.account(DEMO_ACCOUNT)
        if known is None:
            self.keep_account(DEMO_ACCOUNT, notice_url=self.settings.notice_url, secrets=[DEMO_SECRET])
        elif self.settings.notice_url:
            self.keep_account(DEMO_ACCOUNT, notice_url=self.settings.notice_url, secrets=known["secrets"])

    def now(self) -> float:
        """The bank's present."""
        return self.clock.now()

    def recall(self, name: str) -> str | None:
        """A small fact kept by name."""
        row = self.store.one("SELECT value FROM meta WHERE name = ?", name)
        return row["value"] if row else None

    def move_clock(self, offset_s: float) -> None:
        """Set the bank's clock apart from real time, also after a restart."""
        sql = "INSERT INTO meta VALUES ('offset_s', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self.store.run(sql, str(offset_s))
        self.clock.offset_s = offset_s
        self.wake()

    def account(self, name: str) -> Row | None:
        """An account with its secrets as a list, or None."""
        row = self.store.one("SELECT * FROM account WHERE name = ?", name)
        return None if row is None else {**row, "secrets": json.loads(row["secrets"])}

    def keep_account(self, name: str, *, notice_url: str | None, secrets: list[str]) -> None:
        """Make or change an account."""
        sql = (
            "INSERT INTO account VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET notice_url = excluded.notice_url, secrets = excluded.secrets"
        )
        self.store.run(sql, name, notice_url, json.dumps(secrets))

    def later(self, delay_s: float, verb: str, **args: Any) -> None:
        """Put a verb on the agenda; it survives a restart and happens at most once."""
        row = {"due_at": self.now() + delay_s, "verb": verb, "args": json.dumps(args)}
        self.store.add("agenda", row)
        self.wake()

    def log(self, kind: str, **facts: Any) -> None:
        """Remember what happened, for control; the oldest are dropped."""
        self.store.add("log", {"at": self.now(), "kind": kind, "facts": json.dumps(facts)})
        self.store.run("DELETE FROM log WHERE seq <= (SELECT max(seq) FROM log) - ?", LOG_KEPT)

    def cut_waits_short(self) -> None:
        """End every answer that is being held back, so that the program can end."""
        for wait in list(self.waits):
            wait.cancel()

    def reset(self) -> None:
        """Forget everything but the demo account."""
        self.store.forget_everything()
        self.clock.offset_s = 0.0
        self._open_demo()
        self.faults.clear()


def _nothing() -> None:
    """Nobody waits to be woken."""
