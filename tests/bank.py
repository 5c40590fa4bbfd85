"""The sandbox gateway as a payment's other side: it plays the payer, breaks the line, and shows its own books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.payment_makers import make_account
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.receive_notice import Arrival, receive_notice
from tiwala.gateways.models import GatewayAccount, Notice
from tiwala.gateways.queries import adapter_by_ref
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.ledger import balances
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.states import ASKABLE, REFUND

MOVED = ("payment", "refund", "reversal", "dispute", "dispute_won")


@dataclass
class Bank:
    """One account of ours at a running sandbox."""

    sandbox: Sandbox
    mailbox: Mailbox
    account: GatewayAccount

    @classmethod
    def opened(cls, sandbox: Sandbox, mailbox: Mailbox) -> Bank:
        """An account known on both sides, whose notices land in the mailbox."""
        account = make_account()
        name = account.external_id
        order = {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [f"whsec_test_{name}"]}
        sandbox.control("accounts", order)
        return cls(sandbox, mailbox, account)

    def act(self, attempt: Attempt, act: str, **facts: Any) -> None:
        """Play the payer or the payer's bank on the attempt's checkout."""
        self.sandbox.control(f"checkouts/{attempt.reference}/{act}", facts)

    def break_next(self, kind: str, *, at: str, count: int = 1) -> None:
        """The next calls of this kind meet this fault."""
        order = {"kind": kind, "where": at, "count": count} | ({"seconds": 2} if "hang" in kind else {})
        self.sandbox.control("faults", {"next": [order]})

    def tell(self, about: str, name: str) -> None:
        """Let payments hear the notice with this name about something of theirs, through the door."""
        headers, body = self.mailbox.wait(lambda event: event["data"]["id"] == about and name in event["type"])
        self._hear(headers, body)

    def deliver(self, attempt: Attempt, name: str) -> None:
        """Take the notice in through the door, read it, and let payments hear of it."""
        self.tell(attempt.reference, name)

    def _hear(self, headers: Any, body: bytes) -> None:
        before = set(Notice.objects.values_list("id", flat=True))
        arrival = Arrival("sandbox", self.account.public_id, headers, body, "127.0.0.1")
        assert receive_notice(arrival).how in ("stored", "again")
        read_notices(by=SYSTEM)
        for notice in Notice.objects.exclude(id__in=before):
            hear_notice(
                notice_ref=notice.public_id,
                account_ref=self.account.public_id,
                attempt_key=notice.attempt_key,
                reference=notice.reference,
                kind=notice.kind,
            )

    def settle(self, *, hours: int = 2) -> None:
        """Let our clock run and sweep, until nothing is due for so long."""
        at = clock.now()
        end = at + timedelta(hours=hours)
        while at is not None and at <= end:
            with clock.hold(at):
                sweep_unknown(by=SYSTEM)
            live = Attempt.objects.filter(state__in=[s.value for s in ASKABLE]).values_list("next_ask_at", flat=True)
            open_ = Refund.objects.filter(state__in=[s.value for s in REFUND.open]).values_list(
                "next_ask_at", flat=True
            )
            at = min((due for due in [*live, *open_] if due is not None and due > at), default=None)

    def has_moved(self) -> int:
        """The sandbox's own word: minor units it took for us, less what went back and what disputes cost."""
        today = clock.machine_now().astimezone(ZoneInfo("Asia/Manila")).date()
        lines = [
            line
            for day in (today - timedelta(days=1), today)
            for line in adapter_by_ref(self.account.public_id).statement(day)
        ]
        ours = [line for line in lines if line.gross.currency == "PHP"]
        fees = sum(line.fee.minor for line in ours if line.kind == "fee")
        return sum(line.gross.minor for line in ours if line.kind in MOVED) - fees

    def in_our_books(self) -> int:
        """What our ledger says the gateway holds for us."""
        return balances.account_balance(f"clearing:{self.account.public_id}", "PHP")
