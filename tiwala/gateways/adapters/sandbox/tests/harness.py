"""The sandbox under the contract suite's control."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime

from tiwala.gateways.adapters.sandbox import signature
from tiwala.gateways.adapters.sandbox.adapter import build
from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock
from tiwala.kit.money import Money


class SandboxHarness(Harness):
    payable, holdable, no_way_back = "card", "card", "qrph"
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")

    def __init__(self, sandbox: Sandbox, mailbox: Mailbox) -> None:
        self._stand_in, self._mailbox = sandbox, mailbox
        name = f"shop-{secrets.token_hex(6)}"
        secret = f"whsec_test_{secrets.token_hex(8)}"
        made = sandbox.control(
            "accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [secret]}
        )
        self.facts = AccountFacts("test", name, sandbox.url, {"api_key": made["key"]}, (secret,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        return build(replace(self.facts, keys={"api_key": "sk_test_nobody_at_all"}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        return build(replace(self.facts, notice_secrets=secrets))

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        self._act(reference, "pay", (amount.as_json() if amount else {}) | {"remember": keep})

    def authorize(self, reference: str) -> None:
        self._act(reference, "authorize", {})

    def decline(self, reference: str) -> None:
        self._act(reference, "fail", {"decline_code": "insufficient_funds"})

    def expire(self, reference: str) -> None:
        self._act(reference, "expire", {})

    def reverse(self, reference: str) -> None:
        self._act(reference, "reverse", {})

    def dispute(self, reference: str, amount: Money | None = None) -> str:
        body: dict[str, object] = {"checkout": reference} | ({"amount_minor": amount.minor} if amount else {})
        return str(self._stand_in.control("disputes", body)["id"])

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        self._stand_in.control(f"disputes/{dispute}/{'win' if won else 'lose'}", {})

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        header = signature.sign(secret or self.facts.notice_secrets[0], int(at.timestamp()), body)
        return RawNotice({signature.HEADER: header}, body, "127.0.0.1", "test", clock.machine_now())

    def body(self, **changes: object) -> bytes:
        data = {"object": "checkout", "id": "chk_1", "reference": "att_1", "status": "paid"}
        event = {"id": "evt_1", "type": "checkout.paid", "live": False, "account": self.facts.external_id, "data": data}
        return json.dumps(event | changes).encode()

    def _act(self, reference: str, act: str, body: dict[str, object]) -> None:
        self._stand_in.control(f"checkouts/{reference}/{act}", body)

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        headers, body = self._mailbox.wait(
            lambda event: event["data"]["id"] == reference and name in event["type"], after=after
        )
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())
