"""PayMongo's stand-in under the contract suite's control."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from tiwala.gateways.adapters.paymongo import signature
from tiwala.gateways.adapters.paymongo.adapter import build
from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock
from tiwala.kit.money import Money

KEY = "sk_test_{}"


class PayMongoHarness(Harness):
    payable, holdable, no_way_back = "card", "", "qrph"  # its page sets no money aside: test_held.py has it
    amounts = ("20.00", "199.99", "1234567.89")
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")
    is_decline_final = False  # the page stays open for another card
    tells_cancelled = False  # a session is ended by expiring it
    tells_expiry = False  # no event is documented
    tells_account = False  # the key sees its own account alone
    takes_back = False  # only disputes, told by an event
    late_minutes = 180  # whether a retry is signed anew is not documented; the last comes after 137 minutes
    undone = ("busy",)  # nothing is documented about a 503

    def __init__(
        self, stand_in: Sandbox, mailbox: Mailbox, *, name: str = "shop", products: str = "qr, instalments"
    ) -> None:
        self._stand_in, self._mailbox = stand_in, mailbox
        self._heard_before = len(mailbox.heard)
        name = f"{name}-{secrets.token_hex(6)}"
        secret = f"whsk_{secrets.token_hex(8)}"
        stand_in.control("accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [secret]})
        keys = {"secret_key": KEY.format(name), "products": products}
        self.facts = AccountFacts("test", name, stand_in.url, keys, (secret,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        return build(replace(self.facts, keys={"secret_key": KEY.format("nobody_at_all")}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        return build(replace(self.facts, notice_secrets=secrets))

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        self._act(reference, "pay", amount.as_json() if amount else {})

    def authorize(self, reference: str) -> None:
        self._act(reference, "authorize", {})

    def decline(self, reference: str) -> None:
        self._act(reference, "decline", {})

    def expire(self, reference: str) -> None:
        self._act(reference, "expire", {})

    def reverse(self, reference: str) -> None:
        raise AssertionError("it takes nothing back but by dispute")

    def notice_named(self, name: str) -> RawNotice:
        """The first notice to this account of that name."""
        headers, body = self._mailbox.wait(
            lambda event: event["data"]["attributes"]["type"] == name, after=self._heard_before
        )
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        header = signature.sign(secret or self.facts.notice_secrets[0], int(at.timestamp()), body)
        return RawNotice({signature.HEADER: header}, body, "127.0.0.1", "test", clock.machine_now())

    def body(self, **changes: object) -> bytes:
        data = {"type": "checkout_session", "id": "cs_1", "attributes": {"reference_number": "att_1"}}
        if "data" in changes:
            data = {"type": "moon", "id": "moon_1", "attributes": {}}
        attributes = {
            "type": changes.get("type", "checkout_session.payment.paid"),
            "livemode": changes.get("live", False),
            "data": data,
        }
        return json.dumps({"data": {"id": "evt_1", "type": "event", "attributes": attributes}}).encode()

    def call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """A call of somebody else with the same keys, such as the dashboard."""
        answer = httpx.request(
            method, f"{self.facts.base_url}{path}", json=body, auth=(self.facts.keys["secret_key"], ""), timeout=5
        )
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def webhook(self, reference: str) -> dict[str, Any]:
        """A webhook's attributes, as they are there."""
        found: dict[str, Any] = self.call("GET", f"/v1/webhooks/{reference}")["data"]["attributes"]
        return found

    def act(self, reference: str, act: str, **body: object) -> dict[str, Any]:
        """What payers, banks and time do there."""
        return self._stand_in.control(f"things/{reference}/{act}", body)

    def _act(self, reference: str, act: str, body: dict[str, object]) -> None:
        self._stand_in.control(f"things/{reference}/{act}", body)

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        headers, body = self._mailbox.wait(lambda event: _is_about(event, reference, name), after=after)
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())


def _is_about(event: dict[str, object], reference: str, name: str) -> bool:
    found = event.get("data")
    told = found.get("attributes") if isinstance(found, dict) else None
    return isinstance(told, dict) and told["data"]["id"] == reference and name in told["type"]
