"""The adapter against localstripe, a fake that others wrote: intents, captures, refunds, 3-D Secure, kept cards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from tiwala.gateways.adapters.stripe.adapter import build
from tiwala.gateways.adapters.stripe.asking import parts_of, token_of
from tiwala.gateways.adapters.stripe.tests.foreign_fakes import ACCOUNT, Bridge, localstripe
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    Pending,
    RefundDone,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AccountFacts,
    LookUp,
    LookUpRefund,
    MethodForgotten,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
)
from tiwala.gateways.tests.contract import new_key, peso
from tiwala.kit import clock, http
from tiwala.kit.conf import conf

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with localstripe() as running:
        yield running


@pytest.fixture
def gateway(url):
    before = conf.outside
    conf.outside = replace(before, gateway_urls={"stripe": url})
    bridge = Bridge()
    with http.use_transport(bridge):
        yield build(AccountFacts("test", ACCOUNT, url, {"api_key": "sk_test_1"}))
    bridge.line.close()
    conf.outside = before


def call(url, path, **form):
    answer = httpx.post(f"{url}/v1/{path}", data=form, auth=("sk_test_1", ""), trust_env=False)
    assert answer.status_code == 200, answer.text
    return answer.json()


def card(url, number="4242424242424242"):
    """A customer and the card they keep there: our token of the two."""
    named = {"card[number]": number, "card[exp_month]": "12", "card[exp_year]": "2034", "card[cvc]": "123"}
    method = call(url, "payment_methods", type="card", **named)["id"]
    customer = call(url, "customers", description="x")["id"]
    call(url, f"payment_methods/{method}/attach", customer=customer)
    return token_of(customer, method)


def ask(token, **changes):
    given = {"attempt_key": new_key(), "amount": peso("150.00"), "method": "card", "return_url": "http://localhost/b"}
    return StartRequest(**{**given, "token": token, "description": "Invoice 0001", **changes})


def paid(url, gateway, amount="150.00"):
    request = ask(card(url), amount=peso(amount))
    outcome = gateway.start(request)
    assert isinstance(outcome, Approved), outcome
    return request, outcome


def test_a_kept_card_pays_while_the_payer_is_away(url, gateway):
    request, outcome = paid(url, gateway)
    assert (outcome.amount, outcome.attempt_key, outcome.account) == (request.amount, request.attempt_key, ACCOUNT)
    assert gateway.look_up(LookUp(request.attempt_key, outcome.reference)).amount == request.amount


def test_a_payment_is_found_by_our_key(url, gateway):
    request, outcome = paid(url, gateway)
    assert gateway.look_up(LookUp(request.attempt_key)).reference == outcome.reference
    assert gateway.look_up(LookUp(new_key())) == Unknown(Why.NOT_FOUND)


def test_held_money_is_captured_whole_and_in_part(url, gateway):
    for amount in ("150.00", "100.00"):
        held = gateway.start(ask(card(url), capture="manual"))
        assert isinstance(held, Authorized)
        assert held.amount == peso("150.00")
        money = gateway.capture(held.reference, amount=peso(amount), key=new_key())
        assert isinstance(money, Approved)
        assert money.amount == peso(amount)
        assert gateway.look_up(LookUp("", held.reference)).amount == peso(amount)


def test_held_money_is_let_go(url, gateway):
    request = ask(card(url), capture="manual")
    held = gateway.start(request)
    assert gateway.cancel(held.reference, key=new_key()) == Cancelled(held.reference)
    assert gateway.look_up(LookUp(request.attempt_key, held.reference)) == Cancelled(held.reference)


def test_calling_off_what_was_paid_says_so(url, gateway):
    _, outcome = paid(url, gateway)
    assert isinstance(gateway.cancel(outcome.reference, key=new_key()), Approved)


def test_money_goes_back_in_parts_and_is_found_again(url, gateway):
    request, outcome = paid(url, gateway)
    keys = [new_key(), new_key()]
    for key in keys:
        back = gateway.refund(RefundRequest(outcome.reference, peso("50.00"), key))
        assert isinstance(back, RefundDone)
        assert (back.amount, back.key) == (peso("50.00"), key)
        assert gateway.look_up_refund(LookUpRefund(key, back.reference)) == back
        assert gateway.look_up_refund(LookUpRefund(key, payment_reference=outcome.reference)) == back
    still = gateway.look_up(LookUp(request.attempt_key, outcome.reference))
    assert isinstance(still, Approved)
    assert still.amount == request.amount


def test_a_card_that_fails_when_it_is_charged_declines(url, gateway):
    outcome = gateway.start(ask(card(url, "4000000000000341")))
    assert isinstance(outcome, Declined)


@pytest.mark.parametrize(("success", "wanted"), [("true", Approved), ("false", Declined)])
def test_a_bank_that_asks_for_the_payer_is_waited_for(url, gateway, success, wanted):
    request = ask(card(url, "4000002760003184"))
    waiting = gateway.start(request)
    assert isinstance(waiting, Pending)
    path = f"{url}/v1/payment_intents/{waiting.reference}"
    secret = httpx.get(path, auth=("sk_test_1", ""), trust_env=False).json()["client_secret"]
    answer = {"key": "pk_test_1", "client_secret": secret, "success": success}
    httpx.post(f"{path}/_authenticate", data=answer, trust_env=False)
    assert isinstance(gateway.look_up(LookUp(request.attempt_key, waiting.reference)), wanted)


def test_a_forgotten_card_belongs_to_nobody(url, gateway):
    token = card(url)
    for _ in range(2):
        assert gateway.forget_method(token, key=new_key()) == MethodForgotten()
    method = parts_of(token)[1]
    found = httpx.get(f"{url}/v1/payment_methods/{method}", auth=("sk_test_1", ""), trust_env=False)
    assert json.loads(found.text)["customer"] is None


def test_a_customer_they_do_not_know_declines(gateway):
    assert isinstance(gateway.start(ask("cus_nobody:pm_nothing")), Declined)


def test_the_days_movements_are_lines(url, gateway):
    _, outcome = paid(url, gateway, "731.00")
    gateway.refund(RefundRequest(outcome.reference, peso("31.00"), new_key()))
    lines = list(gateway.statement(clock.today("Asia/Manila")))
    assert {"payment", "refund"} <= {line.kind for line in lines}
    assert {peso("731.00"), peso("-31.00")} <= {line.gross for line in lines}


def test_their_signed_notice_is_proven_and_names_the_try(url, gateway, mailbox):
    secret = "whsec_of_localstripe"
    httpx.post(f"{url}/_config/webhooks/ours", data={"url": f"{mailbox.url}/local", "secret": secret}, trust_env=False)
    request, outcome = paid(url, gateway)
    headers, body = mailbox.wait(
        lambda event: event["type"] == "payment_intent.succeeded" and event["data"]["object"]["id"] == outcome.reference
    )
    raw = RawNotice(headers, body, "127.0.0.1", "test", clock.machine_now())
    facts = AccountFacts("test", ACCOUNT, url, {"api_key": "sk_test_1"}, (secret,))
    found = build(facts).read_notice(raw)
    assert isinstance(found, NoticeFacts), found
    assert (found.kind, found.attempt_key, found.reference) == ("payment", request.attempt_key, outcome.reference)
    assert build(replace(facts, notice_secrets=("whsec_other",))).read_notice(raw) == NoticeRefused("bad_proof")
