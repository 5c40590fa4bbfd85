"""Accounts and notices with good defaults."""

from __future__ import annotations

import json
import secrets
from typing import Any

from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.adapters.sandbox import signature
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

SECRET = "whsec_planted-secret"


def make_account(**changes: Any) -> GatewayAccount:
    facts = {
        "gateway": "sandbox",
        "label": "Trial",
        "mode": "test",
        "external_id": "demo",
        "keys": {"api_key": "sk_test_demo"},
        "notice_secret": SECRET,
    }
    return add_account(NewAccount(**(facts | changes)), by=SYSTEM)


def make_body(event_id: str = "", **changes: Any) -> bytes:
    data = {"object": "checkout", "id": "chk_1", "reference": "att_1", "status": "paid"}
    event = {
        "id": event_id or f"evt_{secrets.token_hex(8)}",
        "type": "checkout.paid",
        "live": False,
        "account": "demo",
        "data": data,
    }
    return json.dumps(event | changes).encode()


def sign(body: bytes, *, secret: str = SECRET, shift_s: int = 0) -> str:
    return signature.sign(secret, int(clock.machine_now().timestamp()) + shift_s, body)


def post_notice(client: Any, account: GatewayAccount | str, body: bytes, header: str | None = None) -> Any:
    ref = account if isinstance(account, str) else account.public_id
    return client.post(
        f"/notices/sandbox/{ref}/",
        data=body,
        content_type="application/json",
        headers={"Sandbox-Signature": sign(body) if header is None else header},
    )
