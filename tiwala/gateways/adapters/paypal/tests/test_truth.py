"""What an order says of itself, and whose money it says that it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tiwala.gateways.adapters.paypal import wire
from tiwala.gateways.adapters.paypal.tests.scripted import (
    CAPTURE,
    ID,
    KEY,
    MERCHANT,
    ORDER,
    QUERY,
    TAKEN,
    Script,
    asked,
    capture,
    money,
    order,
    refund,
)
from tiwala.gateways.outcomes import Approved, Cancelled, Declined, DeclineReason, Expired, Pending, Unknown, Why
from tiwala.gateways.reading import UnreadableError
from tiwala.gateways.tests.contract import peso
from tiwala.kit import http

OTHER = {"merchant_id": "2THERMERCHANT"}
GOT = Approved(
    ID, peso("150.00"), MERCHANT, KEY, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "paypal", fee=peso("20.10")
)
NO = Declined(DeclineReason.UNSPECIFIED, ID)


def looked_up(shown, *, captured=None):
    script = Script()
    script[ORDER] = shown
    if captured is not None:
        script[CAPTURE] = (201, captured)
    with http.use_transport(script):
        return script.gateway.look_up(QUERY)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("COMPLETED", GOT),
        ("PARTIALLY_REFUNDED", GOT),
        ("REFUNDED", GOT),
        ("PENDING", Pending(ID)),
        ("DECLINED", NO),
        ("FAILED", NO),
        ("MOON", Unknown(Why.UNREADABLE)),
    ],
)
def test_each_state_of_a_capture(status, outcome):
    assert looked_up(order("COMPLETED", capture(status=status))) == outcome


def test_money_given_back_was_taken_all_the_same_and_its_amount_stays_whole():
    given_back = order("COMPLETED", capture(status="PARTIALLY_REFUNDED"), refunds=[refund()])
    assert looked_up(given_back) == GOT


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        (("DECLINED", "COMPLETED"), GOT),
        (("DECLINED", "PENDING"), Pending(ID)),
        (("DECLINED", "FAILED"), NO),
        (("DECLINED", "MOON"), Unknown(Why.UNREADABLE)),
    ],
)
def test_of_several_captures_the_money_counts(states, outcome):
    assert looked_up(order("COMPLETED", *(capture(status=one) for one in states))) == outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("VOIDED", Expired(ID)), ("COMPLETED", Unknown(Why.UNREADABLE)), ("MOON", Unknown(Why.UNREADABLE))],
)
def test_each_state_of_an_order_without_money(status, outcome):
    assert looked_up(order(status)) == outcome
    assert looked_up(order(status, custom_id=KEY + wire.OFF)) == Cancelled(ID)


def test_the_account_is_the_payee_that_they_name_and_never_an_echo_of_ours():
    assert looked_up(order("COMPLETED", capture(), payee=OTHER)).account == OTHER["merchant_id"]
    for nobody in (None, {}, {"email_address": "shop@example.com"}, {"merchant_id": 7}):
        assert looked_up(order("COMPLETED", capture(), payee=nobody)).account == ""


def test_the_payee_of_the_capture_serves_as_well_and_two_are_nobody():
    ours = capture(payee={"merchant_id": MERCHANT})
    assert looked_up(order("COMPLETED", ours, payee=None)).account == MERCHANT
    assert looked_up(order("COMPLETED", ours)).account == MERCHANT
    assert looked_up(order("COMPLETED", capture(payee=OTHER))).account == ""


@pytest.mark.parametrize(("told", "account"), [(None, MERCHANT), (OTHER, OTHER["merchant_id"])])
def test_a_capture_that_names_nobody_has_the_payee_its_order_named_just_before(told, account):
    taken = order("COMPLETED", capture(), payee=told)
    assert looked_up(order("APPROVED"), captured=taken).account == account
    assert looked_up(order("APPROVED", payee=None), captured=order("COMPLETED", capture(), payee=None)).account == ""


def test_a_capture_of_another_order_proves_nothing():
    other = order("COMPLETED", capture()) | {"id": "5O190127TN364715X"}
    assert looked_up(order("APPROVED"), captured=other) == Unknown(Why.UNREADABLE)
    assert looked_up(other) == Unknown(Why.UNREADABLE)


def test_money_of_another_currency_or_amount_is_what_they_say():
    dollars = capture(amount=money("3.00", "USD"), seller_receivable_breakdown={"paypal_fee": money("1.00")})
    found = looked_up(order("COMPLETED", dollars))
    assert (found.amount.minor, found.amount.currency, found.fee) == (300, "USD", None)


def test_nothing_is_held_here():
    script = Script()
    method = script.gateway.can.method("paypal")
    assert not method.manual_capture
    with http.use_transport(script):
        refused = script.gateway.start(asked(capture="manual"))
    assert refused == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert (script.fetched, script.asked) == (0, [])


@pytest.mark.parametrize("what", ["CREATED", "UPDATED", "RESOLVED"])
def test_a_dispute_is_told_by_its_own_id(what):
    said = {"id": "WH-1", "event_type": f"CUSTOMER.DISPUTE.{what}", "resource": {"dispute_id": "PP-D-4012"}}
    told = wire.event(said)
    assert (told.kind, told.reference, told.attempt_key) == ("dispute", "PP-D-4012", "")


@pytest.mark.parametrize("resource", [{}, {"dispute_id": ""}, {"dispute_id": 7}, {"dispute_id": "x\n"}])
def test_a_dispute_without_a_name_is_unreadable(resource):
    with pytest.raises(UnreadableError):
        wire.event({"id": "WH-1", "event_type": "CUSTOMER.DISPUTE.CREATED", "resource": resource})


def test_what_was_taken_back_names_an_order_or_is_only_told():
    said = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.REVERSED", "resource": refund()}
    assert wire.event(said).kind == "other"
    related = {"related_ids": {"order_id": ID}}
    told = wire.event(said | {"resource": capture(id=TAKEN, supplementary_data=related)})
    assert (told.kind, told.reference) == ("payment", ID)
