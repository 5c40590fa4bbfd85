"""The stand-in for Xendit under the contract suite's control."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from tiwala.gateways.adapters.xendit import proof
from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.harness import Harness
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox, free_port
from tiwala.kit import clock
from tiwala.kit.money import Money


class XenditHarness(Harness):
    payable, holdable, no_way_back = "card", "card", "qrph"
    amounts = ("20.00", "20.01", "699999.99")
    nobodys_reference = f"pr-{uuid.UUID(int=0)}"
    slow_refund, failing_refund = Money(7753, "PHP"), Money(7752, "PHP")
    finds_pages = refuses_other_amount = dates_proof = signs_body = tells_mode = False

    def __init__(self, stand_in: Sandbox, mailbox: Mailbox) -> None:
        self._stand_in, self._mailbox = stand_in, mailbox
        name = secrets.token_hex(12)
        token = f"tok_{secrets.token_hex(16)}"
        stand_in.control("accounts", {"account": name, "notice_url": f"{mailbox.url}/{name}", "secrets": [token]})
        keys = {"secret_key": f"xnd_development_{name}"}
        self.facts = AccountFacts("test", name, stand_in.url, keys, (token,))
        self.gateway = build(self.facts)

    def with_keys_of_nobody(self) -> Gateway:
        return build(replace(self.facts, keys={"secret_key": "xnd_development_nobody_at_all"}))

    def with_dead_line(self) -> Gateway:
        return build(replace(self.facts, base_url=f"http://127.0.0.1:{free_port()}"))

    def with_secrets(self, *secrets: str) -> Gateway:
        return build(replace(self.facts, notice_secrets=secrets))

    def act(self, reference: str, act: str, body: dict[str, object] | None = None) -> dict[str, Any]:
        return self._stand_in.control(f"things/{reference}/{act}", body or {})

    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        given = {"amount": float(amount.decimal), "currency": amount.currency} if amount else {}
        self.act(reference, "pay", given | {"keep": keep})

    def authorize(self, reference: str) -> None:
        self.act(reference, "authorize")

    def decline(self, reference: str) -> None:
        """Refused, and the payer tries no other card until the page's time is over."""
        self.act(reference, "decline", {"failure_code": "INSUFFICIENT_BALANCE"})
        self.act(reference, "expire")

    def expire(self, reference: str) -> None:
        self.act(reference, "expire")

    def reverse(self, reference: str) -> None:
        self.act(reference, "reverse")

    def dispute(self, reference: str, amount: Money | None = None) -> str:
        return str(self.act(reference, "dispute", {"amount": float(amount.decimal)} if amount else {})["id"])

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        self.act(dispute, "win" if won else "lose")

    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        headers = {proof.TOKEN: secret or self.facts.notice_secrets[0], proof.EVENT: uuid.uuid4().hex}
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())

    def body(self, **changes: object) -> bytes:
        given = {"event": changes.pop("type", "payment.capture")} | changes
        if "account" in given:
            given["business_id"] = given.pop("account")
        data = {"payment_id": "py-1", "payment_request_id": "pr-1", "reference_id": "att_1", "status": "SUCCEEDED"}
        event = {"business_id": self.facts.external_id, "created": "2026-01-02T03:04:05.000Z", "data": data}
        return json.dumps(event | given).encode()

    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        headers, body = self._mailbox.wait(lambda event: self._is_about(event, reference, name), after=after)
        return RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())

    def _is_about(self, event: dict[str, Any], reference: str, name: str) -> bool:
        """A page that was paid says so itself; one paid after its end is told of only by its payment."""
        data = event.get("data", event)
        data = data.get("data", data)
        wanted = {"paid": ("payment_session.completed", "payment.capture")}.get(name, (name,))
        if not any(event["event"].startswith(one) or one in event["event"] for one in wanted):
            return False
        if reference in (data.get("payment_session_id"), data.get("id")):
            return True
        late = name == "paid" and event["event"] == "payment.capture"
        return bool(late and reference in self._over and data["reference_id"] == self._over[reference])

    @property
    def _over(self) -> dict[str, str]:
        """Pages whose time was over, by id: our key."""
        heard = [json.loads(body) for _, _, body in self._mailbox.heard]
        ended = [event["data"] for event in heard if event["event"] == "payment_session.expired"]
        return {data["payment_session_id"]: data["reference_id"] for data in ended}
