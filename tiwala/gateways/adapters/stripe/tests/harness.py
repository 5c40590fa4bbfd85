"""Stripe under the contract suite's control: our stand-in, in a process of its own."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime

from tiwala.gateways.adapters.stripe import signature
from tiwala.gateways.adapters.stripe.adapter import build
from tiwala.gateways.adapters.stripe.asking import ATTEMPT
from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock
from tiwala.kit.money import Money

_NAMES = {"paid": "checkout.session.completed", "expired": "checkout.session.expired"}


def sign(secret: str, at_s: int, body: bytes) -> str:
    """The header as Stripe makes it."""
    return f"t={at_s},v1={signature._digest(secret, str(at_s), body)},v0={'0' * 64}"


class StripeHarness(Harness):
    payable, holdable, no_way_back = "card", "card", ""
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")
    amounts = ("30.00", "1019.99", "999999.99")
    hears_twice = False
    undone = ("busy",)

    def __init__(self, stand_in: Sandbox, mailbox: Mailbox) -> None:
        self._stand_in, self._mailbox = stand_in, mailbox
        name = f"shop{secrets.token_hex(6)}"
        secret = f"whsec_test_{secrets.token_hex(8)}"
        made = stand_in.control(
            "accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [secret]}
        )
        self.facts = AccountFacts("test", f"acct_{name}", stand_in.url, {"api_key": made["key"]}, (secret,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        return build(replace(self.facts, keys={"api_key": "sk_test_nobody_at_all"}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        return build(replace(self.facts, notice_secrets=secrets))

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        self.act(reference, "pay", **(amount.as_json() if amount else {}))

    def authorize(self, reference: str) -> None:
        self.act(reference, "authorize")

    def decline(self, reference: str) -> None:
        self.act(reference, "fail")

    def expire(self, reference: str) -> None:
        self.act(reference, "expire")

    def reverse(self, reference: str) -> None:
        self.act(reference, "reverse")

    def dispute(self, reference: str, amount: Money | None = None) -> str:
        return str(self.act(reference, "dispute", **({"amount_minor": amount.minor} if amount else {}))["id"])

    def warn(self, reference: str) -> str:
        return str(self.act(reference, "warn", fraud_type="made_with_stolen_card")["id"])

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        self.act(dispute, "win" if won else "lose")

    def notice(self, reference: str, name: str) -> RawNotice:
        return self._heard(reference, _NAMES.get(name, name), after=0)

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        header = sign(secret or self.facts.notice_secrets[0], int(at.timestamp()), body)
        return RawNotice({signature.HEADER: header}, body, "127.0.0.1", "test", clock.machine_now())

    def body(self, **changes: object) -> bytes:
        if "live" in changes:
            changes["livemode"] = changes.pop("live")
        session = {
            "id": "cs_test_1",
            "object": "checkout.session",
            "mode": "payment",
            "status": "complete",
            "payment_status": "paid",
            "metadata": {ATTEMPT: "att_1"},
        }
        event = {
            "id": "evt_1",
            "object": "event",
            "type": "checkout.session.completed",
            "livemode": False,
            "created": int(clock.machine_now().timestamp()),
            "data": {"object": changes.pop("data", session)},
        }
        return json.dumps(event | changes).encode()

    def act(self, reference: str, act: str, **order: object) -> dict[str, object]:
        """Be the payer, the bank, the clock."""
        return self._stand_in.control(f"things/{reference}/{act}", order)

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        headers, body = self._mailbox.wait(
            lambda event: event["data"]["object"]["id"] == reference and name in event["type"], after=after
        )
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())
