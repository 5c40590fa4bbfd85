"""The stand-in for HitPay under the contract suite's control."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from tiwala.gateways.adapters.hitpay import proof
from tiwala.gateways.adapters.hitpay.adapter import build
from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock
from tiwala.kit.errors import InvariantBroken
from tiwala.kit.money import Money


class HitPayHarness(Harness):
    payable, holdable, no_way_back = "card", "", "qrph"
    amounts = ("1.00", "19.99", "999999.99")
    nobodys_reference = str(uuid.UUID(int=0))
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")
    finds_pages = refuses_other_amount = dates_proof = tells_mode = tells_account = False
    tells_expiry = tells_refund = names_refunds = takes_back = False

    def __init__(self, stand_in: Sandbox, mailbox: Mailbox) -> None:
        self._stand_in, self._mailbox = stand_in, mailbox
        name = secrets.token_hex(12)
        salt = f"salt_{secrets.token_hex(24)}"
        stand_in.control("accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [salt]})
        self.facts = AccountFacts("test", name, stand_in.url, {"api_key": f"hitpay_{name}"}, (salt,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        return build(replace(self.facts, keys={"api_key": "hitpay_nobody_at_all"}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        return build(replace(self.facts, notice_secrets=secrets))

    def act(self, reference: str, act: str, **order: object) -> dict[str, Any]:
        return self._stand_in.control(f"things/{reference}/{act}", order)

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        del keep
        self.act(reference, "pay", **({"amount_minor": amount.minor, "currency": amount.currency} if amount else {}))

    def authorize(self, reference: str) -> None:
        raise InvariantBroken("nothing is held here")

    def decline(self, reference: str) -> None:
        self.act(reference, "decline", reason="insufficient_funds")

    def expire(self, reference: str) -> None:
        self.act(reference, "expire")

    def reverse(self, reference: str) -> None:
        raise InvariantBroken("nothing there tells of it")

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        made = hmac.new((secret or self.facts.notice_secrets[0]).encode(), body, hashlib.sha256).hexdigest()
        is_moon = b"moon.landed" in body
        headers = {
            proof.SIGNATURE: made,
            proof.EVENT: "completed",
            proof.OBJECT: "moon" if is_moon else "payment_request",
        }
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())

    def body(self, **changes: object) -> bytes:
        said = {"id": str(uuid.uuid4()), "amount": "150.00", "currency": "php", "status": "completed"}
        return json.dumps(said | {"reference_number": "att_1", "payments": []} | changes).encode()

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        """What is told of the payment request itself; of its charge there is another notice."""
        headers, body = self._mailbox.wait(lambda said: said["id"] == reference, after=after)
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())
