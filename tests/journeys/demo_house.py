"""The demo as `make run` opens it, with its seed and its sandbox, in a place of its own."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from tests.platform.ready_houses import copy_into
from tests.platform.trial_house import CODE, TrialHouse, free_port, wait_until


@dataclass(frozen=True, slots=True)
class Bill:
    """An issued invoice and a pay link to it."""

    ref: str
    number: str
    customer: str
    link: str
    url: str


class DemoHouse(TrialHouse):
    """A house in demo mode. `ask` does things in it by its own verbs, `bank` is the sandbox's control door."""

    start_s = 600.0  # a year is lived through, perhaps on a busy machine

    def __init__(self) -> None:
        super().__init__()
        self.bank_port = free_port()
        self._clerk: subprocess.Popen[str] | None = None
        self._has_moved = False

    @property
    def environment(self) -> dict[str, str]:
        """As a person who types `make run` has it, but for the ports and the place."""
        more = {"TIWALA_MODE": "demo", "TIWALA_SANDBOX_URL": f"http://127.0.0.1:{self.bank_port}"}
        return super().environment | more

    @property
    def base_url(self) -> str:
        """Where the house is."""
        return f"http://localhost:{self.port}"

    def furnish(self) -> Self:
        """Begin with the year that another demo house lived through."""
        copy_into(self.place, DemoHouse)
        self._has_moved = True
        return self

    def up(self) -> None:
        """Open it; its bank is told once where the house is now."""
        super().up()
        if self._has_moved:
            known = self.bank("accounts", {"account": "demo"})
            told = self.base_url + urlsplit(known["notice_url"]).path
            self.bank("accounts", {"account": "demo", "notice_url": told})
            self._has_moved = False

    def ask(self, verb: str, *words: object, **more: object) -> Any:
        """Have the clerk do something; fails the test with the clerk's own traceback."""
        clerk = self._clerk or self._engage()
        assert clerk.stdin is not None
        assert clerk.stdout is not None
        clerk.stdin.write(json.dumps({"verb": verb, "words": words, "more": more}) + "\n")
        clerk.stdin.flush()
        answer = json.loads(clerk.stdout.readline() or '{"failed": "the clerk has gone"}')
        assert "failed" not in answer, answer["failed"]
        return answer["done"]

    def bill(self, *prices_minor: int, **more: object) -> Bill:
        """An issued invoice with a fresh link; one line of ₱1,500.00 unless prices are given."""
        return Bill(**self.ask("invoice", *(prices_minor or (150_000,)), **more))

    def owed(self, bill: Bill) -> int:
        """What is still due on it, in centavos."""
        return int(self.ask("owed", bill.ref))

    def wait_owed(self, bill: Bill, minor: int, seconds: float = 30.0) -> None:
        """Wait until just so much is due on it."""
        wait_until(lambda: self.owed(bill) == minor, seconds)

    def bank(self, path: str, body: dict[str, object] | None = None, *, method: str = "POST") -> Any:
        """Use one of the sandbox's control doors."""
        line = http.client.HTTPConnection("127.0.0.1", self.bank_port, timeout=20)
        try:
            headers = {"Authorization": "Bearer control", "Content-Type": "application/json"}
            line.request(method, f"/control/{path}", json.dumps(body or {}), headers)
            answer = line.getresponse()
            said = answer.read()
        finally:
            line.close()
        assert answer.status < 300, said
        return json.loads(said) if said else None

    def dismiss(self) -> None:
        """Send the clerk home, as before the house is closed."""
        if self._clerk is not None:
            self._clerk.stdin.close()  # type: ignore[union-attr]
            self._clerk.stdout.close()  # type: ignore[union-attr]
            self._clerk.kill()
            self._clerk.wait()
            self._clerk = None

    def tear_down(self) -> None:
        """End what still runs and remove the place."""
        self.dismiss()
        super().tear_down()

    def _engage(self) -> subprocess.Popen[str]:
        said = (self.place / "clerk.txt").open("a")
        with said:
            self._clerk = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.clerk"],
                env=self.environment,
                cwd=CODE,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        return self._clerk
