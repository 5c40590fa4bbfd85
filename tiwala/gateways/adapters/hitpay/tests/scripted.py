"""HitPay's answers by heart, for what its stand-in never says."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import httpx

from tiwala.gateways.adapters.hitpay.abilities import LIVE_URL
from tiwala.gateways.adapters.hitpay.adapter import build
from tiwala.gateways.port import AccountFacts, StartRequest
from tiwala.gateways.tests.contract import peso

KEY, SALT = "att_0000000000000000000000001", "salt_of_the_webhook"
ID, PAID, OTHER, BACK = (str(uuid.UUID(int=number)) for number in (1, 2, 3, 4))
FACTS = AccountFacts("live", "shop", LIVE_URL, {"api_key": "key-1"}, (SALT,))
REQUEST, CHARGES = f"GET /v1/payment-requests/{ID}", "GET /v1/charges"
CHARGE, REFUND, SENT = f"GET /v1/charges/{PAID}", f"GET /v1/refund/{BACK}", "POST /v1/refund"
OPENED, DELETED, FOUND = "POST /v1/payment-requests", f"DELETE /v1/payment-requests/{ID}", "GET /v1/payment-requests"


def request(**changes):
    """A payment request as they show it."""
    said = {"id": ID, "status": "pending", "amount": "150.00", "currency": "php", "reference_number": KEY}
    return said | {"url": f"https://securecheckout.hit-pay.com/payment-request/@shop/{ID}/checkout"} | changes


def charge(**changes):
    """A charge as they show it."""
    said = {"id": PAID, "status": "succeeded", "amount": 150, "currency": "php", "home_currency": "php"}
    said |= {"payment_request_id": ID, "fixed_fee": 15, "discount_fee": 4.2, "failed_reason": None}
    said |= {"payment_method": {"name": "card", "data": {"brand": "Visa", "last4": "4242", "country_code": "PH"}}}
    return said | {"closed_at": "2026-01-02T11:04:05+08:00", "created_at": "2026-01-02T11:04:00+08:00"} | changes


def page(*rows, cursor=None):
    return {"data": list(rows), "links": {}, "meta": {"per_page": 100, "next_cursor": cursor}}


def refund(**changes):
    """A refund as they show it."""
    said = {"id": BACK, "payment_id": PAID, "amount_refunded": 60, "total_amount": 150, "currency": "php"}
    said |= {"status": "succeeded", "refunded_by": None}
    return said | {"refunded_at": "2026-01-03T00:00:00.000000Z", "created_at": "2026-01-03T08:00:00"} | changes


class Script:
    """Answers by "METHOD path"; whatever is not written down is not there. Remembers what was asked."""

    def __init__(self, **facts):
        self.answers, self.asked = {}, []
        self.gateway = build(replace(FACTS, **facts))

    def __setitem__(self, call, answer):
        self.answers[call] = answer if isinstance(answer, tuple) else (200, answer)

    def __call__(self, question):
        call = f"{question.method} {question.url.path}"
        self.asked.append((call, question))
        status, body = self.answers.get(call, (404, {"message": "No query results for model"}))
        return httpx.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode())

    def body(self, call):
        """What was sent with the newest call of this name, byte for byte."""
        return next(question.content for name, question in reversed(self.asked) if name == call)

    def count(self, call):
        return sum(name == call for name, _ in self.asked)


def asked(**changes):
    given = {"attempt_key": KEY, "amount": peso("1234567.89"), "method": "card", "return_url": "https://shop.example/b"}
    return StartRequest(**(given | changes))
