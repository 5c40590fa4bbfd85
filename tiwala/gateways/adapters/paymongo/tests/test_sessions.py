"""A checkout session read: held money, banks that think, money that came twice, what ends and what stays open."""

import pytest

from tiwala.gateways.adapters.paymongo import wire
from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Pending,
    RefundDone,
    Unknown,
)
from tiwala.gateways.port import LookUp, LookUpRefund, RefundRequest
from tiwala.gateways.reading import UnreadableError
from tiwala.gateways.tests.contract import begin, new_key, paid, peso

pytestmark = pytest.mark.journey


@pytest.fixture
def harness(stand_in, mailbox):
    return PayMongoHarness(stand_in("paymongo"), mailbox)


@pytest.fixture
def held(harness):
    """A session whose money is set aside, as an account with manual capture may have it."""
    request, outcome = begin(harness)
    harness.act(outcome.reference, "authorize")
    return request, outcome.reference


def look(harness, reference):
    return harness.gateway.look_up(LookUp("", reference))


def test_held_money_is_taken_once_in_part_and_never_above(harness, held):
    request, reference = held
    found = look(harness, reference)
    assert isinstance(found, Authorized)
    assert (found.amount, found.attempt_key) == (request.amount, request.attempt_key)
    more = harness.gateway.capture(reference, amount=peso("150.01"), key=new_key())
    assert more == Declined(DeclineReason.AMOUNT_NOT_ALLOWED, reference)
    key = new_key()
    first = harness.gateway.capture(reference, amount=peso("100.00"), key=key)
    assert isinstance(first, Approved)
    assert first.amount == peso("100.00")
    assert harness.gateway.capture(reference, amount=peso("100.00"), key=key) == first


def test_a_lost_capture_is_unknown_and_asking_tells(harness, held):
    _, reference = held
    harness.trouble("answer_lost", at="capture")
    assert isinstance(harness.gateway.capture(reference, amount=peso("150.00"), key=new_key()), Unknown)
    assert isinstance(look(harness, reference), Approved)


def test_held_money_is_let_go(harness, held):
    _, reference = held
    assert harness.gateway.cancel(reference, key=new_key()) == Cancelled(reference)
    assert look(harness, reference) == Cancelled(reference)


def test_a_bank_that_thinks_is_pending_also_when_called_off(harness):
    _, outcome = begin(harness)
    harness.act(outcome.reference, "process")
    assert look(harness, outcome.reference) == Pending(outcome.reference)
    assert harness.gateway.cancel(outcome.reference, key=new_key()) == Pending(outcome.reference)


def test_a_declined_card_leaves_the_page_open_and_another_card_pays(harness):
    request, outcome = begin(harness)
    harness.decline(outcome.reference)
    assert isinstance(look(harness, outcome.reference), NeedsPayer)
    harness.pay(outcome.reference)
    found = look(harness, outcome.reference)
    assert isinstance(found, Approved)
    assert found.amount == request.amount


def test_what_cannot_be_called_off_is_told_as_it_is_never_as_declined(harness):
    _, outcome = begin(harness)
    refused = harness.with_keys_of_nobody().cancel(outcome.reference, key=new_key())
    assert isinstance(refused, Unknown)
    assert isinstance(look(harness, outcome.reference), NeedsPayer)


def test_money_that_came_twice_is_told_whole_and_can_all_go_back(harness):
    request, reference = paid(harness, peso("150.00"))
    harness.pay(reference)
    found = look(harness, reference)
    assert found.amount == peso("300.00")
    assert found.fee is None
    keys = [new_key(), new_key()]
    done = [harness.gateway.refund(RefundRequest(reference, request.amount, key)) for key in keys]
    assert all(isinstance(one, RefundDone) for one in done)
    found = [harness.gateway.look_up_refund(LookUpRefund(key, payment_reference=reference)) for key in keys]
    assert found == done


def test_money_that_came_in_two_currencies_makes_no_sense(harness):
    _, reference = paid(harness, peso("150.00"))
    harness.act(reference, "pay", amount_minor=15_000, currency="USD")
    assert isinstance(look(harness, reference), Unknown)


def test_paid_by_its_intent_alone_is_pending_until_the_payment_shows(harness):
    _, reference = paid(harness)
    session = harness.call("GET", f"/v1/checkout_sessions/{reference}")
    session["data"]["attributes"] |= {"payments": [], "status": "expired"}
    assert wire.session(session, account="a", mode="test") == Pending(reference)


def test_it_is_found_among_more_refunds_than_a_page_holds(harness):
    _, reference = paid(harness, peso("5000.00"))
    first = new_key()
    for number in range(102):
        key = first if number == 0 else new_key()
        assert isinstance(harness.gateway.refund(RefundRequest(reference, peso("1.00"), key)), RefundDone)
    found = harness.gateway.look_up_refund(LookUpRefund(first, payment_reference=reference))
    assert isinstance(found, RefundDone)
    assert found.key == first


def test_facts_are_of_the_card_or_the_wallet(harness):
    _, reference = paid(harness)
    facts = look(harness, reference).facts
    assert (facts.brand, facts.last_four, facts.country, facts.wallet) == ("visa", "4345", "PH", "")
    _, reference = paid(harness, method="gcash")
    assert look(harness, reference).facts.wallet == "gcash"
    _, reference = paid(harness, method="bank_bpi")
    found = look(harness, reference)
    assert (found.method, found.facts.wallet) == ("bank_bpi", "")


def test_an_expired_one_reads_as_expired_and_refuses_a_payer(harness):
    _, outcome = begin(harness)
    harness.expire(outcome.reference)
    assert look(harness, outcome.reference) == Expired(outcome.reference)


@pytest.mark.parametrize("status", ["", "unpaid", "ACTIVE"])
def test_a_status_nobody_told_of_makes_no_sense(harness, status):
    _, outcome = begin(harness)
    session = harness.call("GET", f"/v1/checkout_sessions/{outcome.reference}")
    session["data"]["attributes"]["status"] = status
    with pytest.raises(UnreadableError):
        wire.session(session, account="a", mode="test")
