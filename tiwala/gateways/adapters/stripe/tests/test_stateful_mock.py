"""Our line, keys and codes against stripe-stateful-mock: it keeps idempotency keys and refuses too large a refund.

It knows charges and refunds of the older API only, so the calls are made below the verbs, by the parts that these use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tiwala.gateways.adapters.stripe import asking, cards, codes, wire
from tiwala.gateways.adapters.stripe.calls import Calls
from tiwala.gateways.adapters.stripe.tests.foreign_fakes import stateful_mock
from tiwala.gateways.outcomes import DeclineReason, RefundDone, RefundFailure, Unknown, Why
from tiwala.gateways.port import AccountFacts
from tiwala.gateways.reading import load
from tiwala.gateways.tests.contract import new_key, peso
from tiwala.kit import clock
from tiwala.kit.conf import conf

pytestmark = pytest.mark.journey
WHOSE = wire.Whose("acct_1", is_live=False, now=clock.machine_now())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with stateful_mock() as running:
        yield running


@pytest.fixture
def calls(url):
    before = conf.outside
    conf.outside = replace(before, gateway_urls={"stripe": url})
    yield Calls(AccountFacts("test", "acct_1", url, {"api_key": "sk_test_1"}))
    conf.outside = before


def charge(calls, source="tok_visa", key="", amount=15000):
    form = asking.form({"amount": amount, "currency": "php", "source": source})
    return calls.post("/v1/charges", form, key=key or new_key())


def back(calls, paid, amount, key):
    form = asking.form({"charge": load(paid.body)["id"], "amount": amount, "metadata": {asking.REFUND: key}})
    return calls.post("/v1/refunds", form, key=key)


def test_the_same_key_makes_one_payment(calls):
    key = new_key()
    first, again = charge(calls, key=key), charge(calls, key=key)
    assert first.is_ok
    assert again.body == first.body
    assert load(charge(calls).body)["id"] != load(first.body)["id"]


def test_the_same_key_with_other_words_is_told_apart_from_all_else(calls):
    key = new_key()
    charge(calls, key=key)
    other = charge(calls, key=key, amount=9900)
    problem = codes.error_in(other)
    assert codes.is_key_reused(problem)
    assert codes.refused_call(other, problem) is None
    assert codes.unknown(other, problem) == Unknown(Why.KEY_REUSED)


def test_a_refund_is_read_with_our_mark(calls):
    key, paid = new_key(), charge(calls)
    found = wire.refund(load(back(calls, paid, 5000, key).body), WHOSE)
    assert isinstance(found, RefundDone)
    assert (found.amount, found.key) == (peso("50.00"), key)


def test_more_than_is_left_is_too_large(calls):
    paid = charge(calls)
    assert back(calls, paid, 10_000, new_key()).is_ok
    refused = back(calls, paid, 5001, new_key())
    assert codes.refused_refund(refused, codes.error_in(refused)) == RefundFailure.TOO_LARGE
    assert back(calls, paid, 5000, new_key()).is_ok
    nothing_left = back(calls, paid, 1, new_key())
    assert codes.refused_refund(nothing_left, codes.error_in(nothing_left)) == RefundFailure.TOO_LARGE


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("tok_chargeDeclinedInsufficientFunds", DeclineReason.INSUFFICIENT_FUNDS),
        ("tok_chargeDeclinedExpiredCard", DeclineReason.CARD_EXPIRED),
        ("tok_chargeDeclinedIncorrectCvc", DeclineReason.WRONG_DETAILS),
        ("tok_chargeDeclinedFraudulent", DeclineReason.SUSPECTED_FRAUD),
        ("tok_chargeDeclined", DeclineReason.BANK_REFUSED),
    ],
)
def test_the_banks_no_is_a_word_of_ours(calls, source, reason):
    answer = charge(calls, source)
    assert answer.status == 402
    assert wire.declined({**codes.error_in(answer), "payment_intent": None}).reason == reason


def test_too_many_calls_did_nothing_and_a_broken_server_leaves_it_open(calls):
    busy, broken = charge(calls, "tok_429"), charge(calls, "tok_500")
    assert codes.unknown(busy, codes.error_in(busy)) == Unknown(Why.NOT_SENT)
    assert codes.unknown(broken, codes.error_in(broken)) == Unknown(Why.SERVER_ERROR)


def test_a_broken_answer_is_sent_again_under_its_key(calls):
    key = new_key()
    first, again = (charge(calls, "tok_500|tok_visa|after", key=key) for _ in range(2))
    assert first.status == 500
    assert again.status in (200, 500)  # Stripe repeats the 500 for a day; this fake goes on to the next


def test_their_card_is_told_by_masked_facts(calls):
    facts = cards.facts(load(charge(calls).body))
    assert (facts.brand, facts.last_four, facts.authentication) == ("Visa", "4242", "not_asked")


def test_a_list_is_read_to_its_end(calls):
    paid = charge(calls)
    keys = {new_key() for _ in range(3)}
    for key in keys:
        back(calls, paid, 1000, key)
    calls.page_size = 1
    found = list(calls.each("/v1/refunds", charge=load(paid.body)["id"]))
    assert {wire.refund_key(one) for one in found} == keys
