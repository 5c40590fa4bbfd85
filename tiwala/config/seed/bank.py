"""Payments of the past, made at the sandbox gateway itself, so that books and bank tell the same story."""

from __future__ import annotations

from datetime import UTC, datetime

from tiwala.gateways.reading import load
from tiwala.kit import clock, http
from tiwala.kit.conf import conf
from tiwala.kit.errors import GatewayBreakdown

_CONTROL = {"Authorization": "Bearer control"}


class Bank:
    """The sandbox's control doors. Without a sandbox that answers, online payments of the past are left out."""

    def __init__(self) -> None:
        self._line = http.client(conf.outside.sandbox_url, headers=_CONTROL)

    def answers(self) -> bool:
        """Whether the sandbox is there."""
        try:
            return self._line.get("/control/log").is_ok
        except GatewayBreakdown:
            return False

    def move_clock_to_ours(self) -> None:
        """The bank's day is our (held) day."""
        machine = datetime.now(UTC)  # noqa: TID251 -- the bank counts from the machine's own clock
        self._line.post("/control/clock", json={"offset_s": int((clock.now() - machine).total_seconds())})

    def clock_back(self) -> None:
        """Today again."""
        self._line.post("/control/clock", json={"offset_s": 0})

    def tell_us_at(self, notice_url: str) -> None:
        """Where the bank sends its notices for the demo account; empty keeps it quiet."""
        self._line.post("/control/accounts", json={"account": "demo", "notice_url": notice_url or None})

    def dispute(self, reference: str) -> str:
        """The payer's bank disputes a checkout; the dispute's id there."""
        answer = self._line.post("/control/disputes", json={"checkout": reference, "reason": "not_received"})
        return str(load(answer.body)["id"])

    def decide(self, dispute: str, *, won: bool) -> None:
        """The payer's bank decides."""
        self._line.post(f"/control/disputes/{dispute}/{'win' if won else 'lose'}", json={})

    def act(self, reference: str, verb: str, **more: object) -> None:
        """Do what a payer would: pay, fail, expire."""
        self._line.post(f"/control/checkouts/{reference}/{verb}", json=dict(more))
