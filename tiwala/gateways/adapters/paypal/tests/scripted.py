"""PayPal's answers by heart, for what its stand-in never says."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import httpx

from tiwala.gateways.adapters.paypal.abilities import LIVE_URL
from tiwala.gateways.adapters.paypal.adapter import build
from tiwala.gateways.port import AccountFacts, LookUp, StartRequest
from tiwala.gateways.tests.contract import peso

KEY, ID, TAKEN, BACK = "att_0000000000000000000000001", "5O190127TN364715T", "3C679366HH908993F", "1JU08902781691411"
HELD = "0VF52814937998046"
MERCHANT = "7LFUVCDKGARH4"
FACTS = AccountFacts("live", MERCHANT, LIVE_URL, {"client_id": "app", "client_secret": "s"}, ())
TOKEN, ORDER, CAPTURE = (
    "POST /v1/oauth2/token",
    f"GET /v2/checkout/orders/{ID}",
    f"POST /v2/checkout/orders/{ID}/capture",
)
CREATE = "POST /v2/checkout/orders"
REFUSED = (401, {"name": "AUTHENTICATION_FAILURE", "details": [{"issue": "TOKEN_EXPIRED"}]})
QUERY = LookUp(KEY, ID)
AT = "2026-01-02T03:04:05Z"


def money(value="150.00", currency="PHP"):
    return {"currency_code": currency, "value": value}


def capture(**changes):
    """A capture as they show it inside an order."""
    said = {"id": TAKEN, "status": "COMPLETED", "amount": money(), "final_capture": True, "custom_id": KEY}
    parts = {"gross_amount": money(), "paypal_fee": money("20.10"), "net_amount": money("129.90")}
    return said | {"seller_receivable_breakdown": parts, "create_time": AT, "update_time": AT} | changes


def hold(**changes):
    """An authorization as they show it inside an order."""
    said = {"id": HELD, "status": "CREATED", "amount": money(), "custom_id": KEY, "create_time": AT}
    return said | {"expiration_time": "2099-01-31T03:04:05Z", "update_time": AT} | changes


def order(status="COMPLETED", *captures, refunds=(), holds=(), intent="CAPTURE", **changes):
    """An order as they show it; `changes` are its purchase unit's, and one that is None is left out."""
    unit = {"reference_id": "default", "amount": money(), "payee": {"merchant_id": MERCHANT}, "custom_id": KEY}
    paid = ({"captures": list(captures)} if captures else {}) | ({"refunds": list(refunds)} if refunds else {})
    paid |= {"authorizations": list(holds)} if holds else {}
    unit = unit | ({"payments": paid} if paid else {}) | changes
    unit = {name: value for name, value in unit.items() if value is not None}
    page = {"href": f"https://www.paypal.com/checkoutnow?token={ID}", "rel": "payer-action", "method": "GET"}
    said = {"id": ID, "intent": intent, "status": status, "purchase_units": [unit], "links": [page]}
    return said | {"create_time": AT, "update_time": AT}


def refund(**changes):
    """A refund as they show it."""
    return {"id": BACK, "status": "COMPLETED", "amount": money("12.50"), "custom_id": KEY, "create_time": AT} | changes


class Script:
    """Answers by "METHOD path": one after the other, the last for good. Each token is good until it is ended."""

    def __init__(self, *, lasts_s=32400, slow_s=0.0, **facts):
        self.answers, self.asked, self.fetched, self.ended = {}, [], 0, set()
        self._lasts_s, self._slow_s, self._lock = lasts_s, slow_s, threading.Lock()
        self.gateway = build(replace(FACTS, **facts))

    def __setitem__(self, call, answers):
        self.answers[call] = list(answers) if isinstance(answers, list) else [answers]

    def __call__(self, question):
        call = f"{question.method} {question.url.path}"
        if call == TOKEN:
            time.sleep(self._slow_s)
            with self._lock:
                self.fetched += 1
                told = {"access_token": f"A{self.fetched}", "token_type": "Bearer", "expires_in": self._lasts_s}
            return self._said(self._next(TOKEN) if TOKEN in self.answers else told)
        self.asked.append((call, question))
        token = question.headers["authorization"].removeprefix("Bearer ")
        return self._said(REFUSED if token in self.ended else self._next(call))

    def _next(self, call):
        waiting = self.answers.get(call, [(404, {"name": "RESOURCE_NOT_FOUND"})])
        with self._lock:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @staticmethod
    def _said(answer):
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return httpx.Response(status, content=json.dumps(body).encode())

    def tokens(self):
        """What each call carried."""
        return [question.headers["authorization"].removeprefix("Bearer ") for _, question in self.asked]


def asked(**changes):
    given = {"attempt_key": KEY, "amount": peso("150.00"), "method": "paypal", "return_url": "https://shop.example/b"}
    return StartRequest(**(given | changes))
