"""Maya's answers by heart, for what its stand-in never says."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import httpx

from tiwala.gateways.adapters.maya.abilities import LIVE_URL
from tiwala.gateways.adapters.maya.adapter import build
from tiwala.gateways.port import AccountFacts, StartRequest
from tiwala.gateways.tests.contract import peso

ID, OTHER, KEY = str(uuid.UUID(int=1)), str(uuid.UUID(int=2)), "att_0000000000000000000000001"
FACTS = AccountFacts("live", "shop", LIVE_URL, {"public_key": "pk-1", "secret_key": "sk-1"})
PAYMENT, RRN = f"GET /payments/v1/payments/{ID}", f"GET /payments/v1/payment-rrns/{KEY}"
VOIDS, REFUNDS = f"{PAYMENT}/voids", f"{PAYMENT}/refunds"


def paid(**changes):
    """A payment as they show it."""
    payment = {
        "id": ID,
        "isPaid": True,
        "status": "PAYMENT_SUCCESS",
        "amount": "150",
        "currency": "PHP",
        "canVoid": True,
        "canRefund": False,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:05:05.000Z",
        "requestReferenceNumber": KEY,
        "fundSource": {"type": "card", "details": {"scheme": "master-card", "last4": "2346", "first6": "512345"}},
        "metadata": {},
    }
    return payment | changes


def row(**changes):
    """A refund or a void in a list of theirs."""
    given = {"id": OTHER, "status": "SUCCESS", "amount": "150", "currency": "PHP", "reason": "[tiwala rfd_1]"}
    return given | {"createdAt": "2026-01-03T00:00:00Z"} | changes


class Script:
    """Answers by "METHOD path"; whatever is not written down is not there. Remembers what was asked."""

    def __init__(self, **facts):
        self.answers, self.asked = {}, []
        self.gateway = build(replace(FACTS, **facts))

    def __setitem__(self, call, answer):
        self.answers[call] = answer

    def __call__(self, request):
        call = f"{request.method} {request.url.path}"
        self.asked.append((call, request))
        status, body = self.answers.get(call, (404, {"code": "PY0009"}))
        return httpx.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode())

    def body(self, call):
        """What was sent with the newest call of this name, byte for byte."""
        return next(request.content for name, request in reversed(self.asked) if name == call)


def asked(**changes):
    return StartRequest(KEY, peso("1234567.89"), "card", "https://shop.example/back", **changes)
