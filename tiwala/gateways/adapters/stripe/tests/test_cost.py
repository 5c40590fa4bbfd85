"""What a call costs us: CPU and memory, the network left out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tiwala.gateways.adapters.stripe.adapter import build
from tiwala.gateways.adapters.stripe.tests.test_fuzz import FACTS, SESSION
from tiwala.gateways.outcomes import Approved, NeedsPayer
from tiwala.gateways.port import LookUp, StartRequest
from tiwala.gateways.tests.contract import peso
from tiwala.kit import http

ROUNDS = 200
CPU_MAX_MS = 2.0
ROOT = Path(__file__).parents[5]
OPEN = {**SESSION, "status": "open", "payment_intent": None, "url": "https://checkout.stripe.com/c/pay/cs_test_1"}


def answer(request: httpx.Request) -> httpx.Response:
    if request.url.path == "/v1/account":
        return httpx.Response(200, content=json.dumps({"id": "acct_1"}))
    return httpx.Response(
        200, content=json.dumps(OPEN if request.method == "POST" else SESSION | {"filler": "x" * 4000})
    )


def cpu_ms(verb) -> float:
    verb()
    before = time.process_time()
    for _ in range(ROUNDS):
        verb()
    return (time.process_time() - before) / ROUNDS * 1000


def test_a_call_costs_less_than_two_milliseconds_of_cpu():
    gateway = build(FACTS)
    ask = StartRequest("att_1", peso("150.00"), "card", "https://pay.example.ph/back", description="Invoice 0001")
    with http.use_transport(answer):
        assert isinstance(gateway.start(ask), NeedsPayer)
        assert isinstance(gateway.look_up(LookUp("att_1", "cs_test_1")), Approved)
        assert cpu_ms(lambda: gateway.start(ask)) < CPU_MAX_MS
        assert cpu_ms(lambda: gateway.look_up(LookUp("att_1", "cs_test_1"))) < CPU_MAX_MS


def test_the_house_runs_without_their_sdk():
    program = (
        "import sys, tiwala.gateways.adapters.stripe.adapter, tiwala.gateways.adapters.stripe.words\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('stripe', 'requests', 'urllib3')])"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "tiwala.config.settings.test", "TIWALA_DB_SOCKET": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=settings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
