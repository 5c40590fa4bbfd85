"""Maya's stand-in under the contract suite's control."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

import httpx

from tiwala.gateways.adapters.maya.adapter import build
from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock
from tiwala.kit.money import Money

LOOPBACK = "127.0.0.0/8"
PAYMENT = "00000000-0000-4000-8000-000000000001"


class MayaHarness(Harness):
    payable, holdable, no_way_back = "card", "card", "qrph"
    amounts = ("1.00", "1000.10", "1234567.89")
    nobodys_reference = str(uuid.UUID(int=0))
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")
    finds_pages = False  # a page's address is told once, at its making
    refuses_other_amount = False  # no key, and no reference that must be unique
    tells_mode = tells_account = False  # a notice is the payment alone
    tells_refund = False  # none is documented
    dates_proof = signs_body = False  # the address it comes from is all the proof there is
    undone = ("busy", "unavailable")

    def __init__(self, stand_in: Sandbox, mailbox: Mailbox, *, products: str = "wallet, qr, holds, vault") -> None:
        self._stand_in, self._mailbox = stand_in, mailbox
        name = f"shop-{secrets.token_hex(6)}"
        stand_in.control("accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}"})
        keys = {"public_key": f"pk-{name}", "secret_key": f"sk-{name}", "products": products}
        self.facts = AccountFacts("test", name, stand_in.url, keys, (LOOPBACK,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        keys = {"public_key": "pk-nobody_at_all", "secret_key": "sk-nobody_at_all"}
        return build(replace(self.facts, keys={**self.facts.keys, **keys}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        return build(replace(self.facts, notice_secrets=tuple(map(address, secrets))))

    def act(self, reference: str, act: str, **order: object) -> dict[str, Any]:
        """Be the payer, the bank, the clock."""
        return self._stand_in.control(f"things/{reference}/{act}", order)

    def set_clock(self, offset_s: float) -> None:
        """The bank's clock is so many seconds apart from the machine's."""
        self._stand_in.control("clock", {"offset_s": offset_s})

    def ask(self, path: str) -> Any:
        """What a door of theirs says to our secret key, without our adapter between."""
        answer = httpx.get(f"{self._stand_in.url}{path}", auth=(self.facts.keys["secret_key"], ""), trust_env=False)
        return answer.json()

    def given_back(self, reference: str) -> Money:
        """What went back of a payment, or is on its way, by their own lists."""
        lists = [self.ask(f"/payments/v1/payments/{reference}/{way}") for way in ("voids", "refunds")]
        gone = [Decimal(row["amount"]) for row in chain(*lists) if row["status"] != "FAILED"]
        return Money.from_decimal(sum(gone, Decimal(0)), "PHP")

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        """Paid yesterday, as far as voids and refunds go: parts go back from the next day on only."""
        self.act(reference, "pay", **(amount.as_json() if amount else {}))
        self.act(reference, "ripen")

    def authorize(self, reference: str) -> None:
        self.act(reference, "authorize")

    def decline(self, reference: str) -> None:
        self.act(reference, "decline")

    def expire(self, reference: str) -> None:
        self.act(reference, "expire")

    def reverse(self, reference: str) -> None:
        self.act(reference, "reverse")

    def end_troubles(self) -> None:
        """Nothing more is to break."""
        self._stand_in.control("faults", method="DELETE")

    def notice(self, reference: str, name: str) -> RawNotice:
        return self._heard(reference, {"paid": "SUCCESS"}.get(name, name.upper()), after=0)

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        return RawNotice({}, body, address(secret) if secret else "127.0.0.1", "test", clock.machine_now())

    def without_proof(self, raw: RawNotice) -> list[RawNotice]:
        return [replace(raw, remote_ip=remote_ip) for remote_ip in ("", "nowhere", "127.0.0.1, 10.0.0.1")]

    def body(self, **changes: object) -> bytes:
        """The payment as it was; the event is its status."""
        given = {"status": changes.pop("type", "PAYMENT_SUCCESS")} | changes
        payment = {"id": PAYMENT, "isPaid": True, "amount": "150", "currency": "PHP"}
        return json.dumps(payment | {"requestReferenceNumber": "att_1"} | given).encode()

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        headers, body = self._mailbox.wait(
            lambda event: event["id"] == reference and name in event["status"], after=after
        )
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())


def address(secret: str) -> str:
    """What stands for a secret here: an address of its own, of those kept for trials."""
    if "/" in secret or secret.startswith("127."):
        return "127.0.0.1" if secret == LOOPBACK else secret
    return f"198.18.0.{hashlib.sha256(secret.encode()).digest()[0]}"
