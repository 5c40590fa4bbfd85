"""A line to the stand-in that remembers what went by, and the order of every verb once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import httpx

from tiwala.gateways.adapters.stripe.tests.harness import StripeHarness
from tiwala.gateways.outcomes import Approved
from tiwala.gateways.port import LookUp, LookUpRefund, RefundRequest, StartRequest
from tiwala.gateways.tests.contract import ask, new_key, peso
from tiwala.kit import clock, http


@dataclass
class Recorder(httpx.BaseTransport):
    """Hands every call on and keeps it with its answer."""

    line: httpx.HTTPTransport = field(default_factory=lambda: httpx.HTTPTransport(trust_env=False))
    seen: list[tuple[httpx.Request, httpx.Response]] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.line.handle_request(request)
        body = answer.read()
        answer.close()
        kept = httpx.Response(answer.status_code, headers=answer.headers, content=body)
        self.seen.append((request, kept))
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)


@contextmanager
def recorded() -> Iterator[Recorder]:
    recorder = Recorder()
    with http.use_transport(recorder):
        yield recorder
    recorder.line.close()


def saved_token(harness: StripeHarness, **order: object) -> str:
    """A card that a payer let Stripe keep; `plays` is what its bank will say to later charges."""
    request = ask(harness, save_method=True)
    page = harness.gateway.start(request)
    harness.act(page.reference, "pay", **order)
    money = harness.gateway.look_up(LookUp(request.attempt_key, page.reference))
    assert isinstance(money, Approved), money
    assert money.saved is not None
    return money.saved.token


def every_verb(harness: StripeHarness) -> None:
    """Each verb in each of its ways, as the house may ask for it."""
    gateway = harness.gateway
    plain = StartRequest("att_plain", peso("150.00"), "card", "http://localhost:8000/back")
    gateway.start(plain)
    full = ask(
        harness,
        peso("999999.99"),
        cancel_url="http://localhost:8000/pay",
        description="Invoice 0001 · école",
        language="fil",
        challenge=True,
        save_method=True,
        expires_at=clock.now() + timedelta(days=3),
    )
    page = gateway.start(full)
    harness.pay(page.reference)
    gateway.look_up(LookUp(full.attempt_key))
    gateway.look_up(LookUp(new_key()))
    token = saved_token(harness)
    paid = gateway.start(ask(harness, token=token))
    gateway.look_up(LookUp("", paid.reference))
    gateway.start(ask(harness, token=token, payer_present=True, challenge=True))
    held = gateway.start(ask(harness, capture="manual"))
    harness.authorize(held.reference)
    gateway.capture(held.reference, amount=peso("100.00"), key=new_key())
    again = gateway.start(ask(harness, capture="manual"))
    harness.authorize(again.reference)
    gateway.cancel(again.reference, key=new_key())
    back = RefundRequest(page.reference, peso(str(Decimal("12.50"))), new_key(), reason="Not wanted")
    done = gateway.refund(back)
    gateway.look_up_refund(LookUpRefund(back.key, done.reference))
    gateway.look_up_refund(LookUpRefund(back.key))
    gateway.look_up_refund(LookUpRefund(back.key, payment_reference=page.reference))
    gateway.look_up_warning(harness.warn(page.reference))
    dispute = harness.dispute(page.reference, peso("500.00"))
    gateway.look_up_dispute(dispute)
    gateway.list_disputes(clock.machine_now() - timedelta(days=1))
    gateway.answer_dispute(dispute, text="Delivered.", key=new_key())
    gateway.forget_method(token, key=new_key())
    gateway.forget_method(token, key=new_key())
    address = f"{harness._mailbox.url}/{harness.facts.external_id}"
    gateway.register_notices(address, key=new_key())
    gateway.register_notices(address, key=new_key())
    harness.with_secrets().register_notices(address, key=new_key())
    list(gateway.statement(clock.today("Asia/Manila")))
