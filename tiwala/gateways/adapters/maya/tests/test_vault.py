"""Kept cards: with the payer there and away, 3-D Secure or none, and nothing charged twice."""

import pytest

from tiwala.gateways.adapters.maya.tests.harness import MayaHarness
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    NeedsPayer,
    Pending,
    Unknown,
    Why,
    may_send_again,
)
from tiwala.gateways.port import LookUp
from tiwala.gateways.tests.contract import ask, begin, kept_method, kept_token, new_key, peso

pytestmark = pytest.mark.journey


def plays(harness, token, what):
    harness.act(token.split("/")[1], "play", plays=what)


def payments_under(harness, key):
    found = harness.ask(f"/payments/v1/payment-rrns/{key}")
    return found if isinstance(found, list) else []


def test_a_card_is_kept_once_however_often_it_is_asked_about(harness):
    request, outcome = begin(harness, save_method=True)
    harness.pay(outcome.reference)
    looks = [harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference)) for _ in range(3)]
    assert len({look.saved.token for look in looks}) == 1
    customer = looks[0].saved.token.split("/")[0]
    assert len(harness.ask(f"/payments/v1/customers/{customer}/cards")) == 1
    facts = looks[0].saved.facts
    assert (facts.brand, facts.last_four, facts.bin) == ("mastercard", "2346", "512345")


def test_a_card_nobody_asked_to_keep_is_not_kept(harness):
    request, outcome = begin(harness)
    harness.pay(outcome.reference)
    assert harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference)).saved is None


@pytest.mark.parametrize("trouble", ["server_error", "answer_garbled"])
def test_when_it_cannot_be_kept_the_money_is_told_all_the_same(harness, trouble):
    request, outcome = begin(harness, save_method=True)
    harness.pay(outcome.reference)
    harness.trouble(trouble, at="forget")
    found = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
    assert isinstance(found, Approved)
    assert found.saved is None
    assert harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference)).saved is not None


def test_without_the_payer_a_card_that_asks_for_one_is_called_off(harness):
    token = kept_token(harness)
    plays(harness, token, "challenge")
    request = ask(harness, token=token)
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, Declined)
    assert outcome.reason == DeclineReason.NOT_AUTHENTICATED
    assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key)), Cancelled)


def test_with_the_payer_there_it_leads_to_the_bank_and_is_paid(harness):
    token = kept_token(harness)
    plays(harness, token, "challenge")
    request = ask(harness, token=token, payer_present=True)
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, NeedsPayer)
    assert outcome.redirect_url.startswith("http")
    harness.pay(outcome.reference)
    assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference)), Approved)


def test_a_bank_that_thinks_is_pending_and_a_second_start_charges_nothing(harness):
    token = kept_token(harness)
    plays(harness, token, "hold")
    request = ask(harness, token=token)
    assert isinstance(harness.gateway.start(request), Pending)
    assert isinstance(harness.gateway.start(request), Pending)
    assert len(payments_under(harness, request.attempt_key)) == 1


def test_no_money_on_a_kept_card_is_a_decline_with_its_reason(harness):
    token = kept_token(harness)
    plays(harness, token, "decline")
    assert harness.gateway.start(ask(harness, token=token)).reason == DeclineReason.INSUFFICIENT_FUNDS


def test_a_charge_is_sent_only_when_nothing_is_under_its_key(harness):
    token = kept_token(harness)
    for trouble in ("server_error", "busy"):
        request = ask(harness, token=token)
        harness.trouble(trouble, at="look_up")
        assert may_send_again(harness.gateway.start(request))
        assert payments_under(harness, request.attempt_key) == []
        assert isinstance(harness.gateway.start(request), Approved)
        assert len(payments_under(harness, request.attempt_key)) == 1


def test_a_kept_card_may_be_held_for_too(harness):
    held = harness.gateway.start(ask(harness, token=kept_token(harness), capture="manual"))
    assert isinstance(held, Authorized)
    assert isinstance(harness.gateway.capture(held.reference, amount=peso("150.00"), key=new_key()), Approved)


def test_a_token_of_another_business_charges_nothing(harness, stand_in, mailbox):
    token = kept_token(harness)
    other = MayaHarness(stand_in("maya"), mailbox)
    assert isinstance(other.gateway.start(ask(other, token=token)), Declined)
    other.gateway.forget_method(token, key=new_key())
    assert isinstance(harness.gateway.start(ask(harness, token=token)), Approved)


def test_without_the_product_nothing_is_kept(stand_in, mailbox):
    plain = MayaHarness(stand_in("maya"), mailbox, products="")
    request, outcome = begin(plain, save_method=True)
    plain.pay(outcome.reference)
    assert plain.gateway.look_up(LookUp(request.attempt_key, outcome.reference)).saved is None
    assert not plain.gateway.can.method("card").off_session


def test_a_customer_that_cannot_be_made_begins_nothing(harness):
    harness.trouble("server_error", at="account")
    request = ask(harness, save_method=True)
    assert harness.gateway.start(request) == Unknown(Why.NOT_SENT)
    assert payments_under(harness, request.attempt_key) == []


def test_a_saved_method_shows_no_token(harness):
    saved = kept_method(harness)
    assert saved.token not in repr(saved)
