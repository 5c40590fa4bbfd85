"""The stand-in for PayPal under the contract suite's control."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from tiwala.gateways.adapters.paypal.adapter import build
from tiwala.gateways.adapters.paypal.tests.signing import pem_of, signed
from tiwala.gateways.port import AccountFacts, Gateway, LookUp, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown, InvariantBroken
from tiwala.kit.money import Money

WEBHOOK = "8PT597110X687430LKGECATA"
TRIES = 3
FEATURES = "disputes, holds, vault"


class PayPalHarness(Harness):
    payable, holdable, no_way_back = "paypal", "paypal", ""
    amounts = ("1.00", "19.99", "999999.99")
    nobodys_reference = "0" * 17
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")
    is_decline_final = finds_pages = tells_mode = tells_account = tells_expiry = takes_back = False
    refuses_other_amount = finds_charges = False
    late_minutes = 720

    def __init__(self, stand_in: Sandbox, mailbox: Mailbox) -> None:
        self._stand_in, self._mailbox = stand_in, mailbox
        name = secrets.token_hex(8)
        stand_in.control("accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [WEBHOOK]})
        theirs = http.client(stand_in.url).get("/v1/notifications/certs/CERT-1").body.decode().strip()
        secret = f"{WEBHOOK} {theirs} {pem_of('ours')}"
        keys = {"client_id": f"app-{name}", "client_secret": f"secret-{name}", "features": FEATURES}
        self.facts = AccountFacts("test", name, stand_in.url, keys, (secret,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        return build(replace(self.facts, keys={"client_id": "nobody", "client_secret": "secret-nobody"}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        """A secret that is no certificate stands for one of that name."""
        made = tuple(one if "BEGIN" in one else f"{WEBHOOK} {pem_of(one)}" for one in secrets)
        return build(replace(self.facts, notice_secrets=made))

    def act(self, reference: str, act: str, **order: object) -> dict[str, Any]:
        return self._stand_in.control(f"things/{reference}/{act}", order)

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        """The payer approves, and somebody of ours looks, which captures."""
        order = {"amount_minor": amount.minor, "currency": amount.currency} if amount else {}
        self.act(reference, "pay", keep=keep, **order)
        for _ in range(TRIES):
            with suppress(GatewayBreakdown):
                self.gateway.look_up(LookUp("", reference))

    def authorize(self, reference: str) -> None:
        """The payer approves, and somebody of ours looks, which sets the money aside."""
        self.pay(reference)

    def decline(self, reference: str) -> None:
        self.act(reference, "decline")

    def expire(self, reference: str) -> None:
        self.act(reference, "expire")

    def reverse(self, reference: str) -> None:
        raise InvariantBroken("a look-up there does not tell of it")

    def dispute(self, reference: str, amount: Money | None = None) -> str:
        return str(self.act(reference, "dispute", **({"amount_minor": amount.minor} if amount else {}))["dispute_id"])

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        self.act(dispute, "win" if won else "lose")

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        own = not secret or "BEGIN" in secret
        return signed(body, at=at, webhook=WEBHOOK, by="ours" if own else secret)

    def body(self, **changes: object) -> bytes:
        related = {"related_ids": {"order_id": "5O190127TN364715T"}}
        resource = {"id": "3C679366HH908993F", "custom_id": "att_1", "supplementary_data": related}
        said: dict[str, object] = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "resource": resource}
        if changes.get("type") == "moon.landed":
            said["event_type"] = "MOON.LANDED"
        return json.dumps(said | changes).encode()

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        headers, body = self._mailbox.wait(lambda said: _name(said["resource"]) == reference, after=after)
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())


def _name(resource: dict[str, Any]) -> str:
    return str(resource.get("dispute_id") or resource["id"])
