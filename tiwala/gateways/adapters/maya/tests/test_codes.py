"""Maya's refusals: sure ones say no, all others leave it open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways.adapters.maya import codes
from tiwala.gateways.adapters.maya.tests.scripted import FACTS, ID, PAYMENT, REFUNDS, RRN, Script, asked, paid
from tiwala.gateways.outcomes import (
    Declined,
    DeclineReason,
    RefundFailed,
    RefundFailure,
    Unknown,
    Why,
)
from tiwala.gateways.port import RefundRequest
from tiwala.gateways.tests.contract import peso
from tiwala.kit import http

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "PY0048", RefundFailed(RefundFailure.TOO_LARGE)),
        (401, "PY0047", RefundFailed(RefundFailure.NOT_REFUNDABLE)),
        (401, "PY0019", RefundFailed(RefundFailure.GATEWAY_REFUSED)),
        (401, "K003", RefundFailed(RefundFailure.GATEWAY_REFUSED)),
        (400, "PY0015", Unknown(Why.SERVER_ERROR)),
        (400, "PY4242", Unknown(Why.SERVER_ERROR)),
        (429, "", Unknown(Why.NOT_SENT)),
        (500, "PY0048", Unknown(Why.SERVER_ERROR)),
    ],
)
def test_refused_refunds_by_their_codes(script, status, code, outcome):
    script[PAYMENT] = 200, paid(canRefund=True, canVoid=False)
    script[f"POST /payments/v1/payments/{ID}/refunds"] = status, {"code": code}
    assert script.gateway.refund(RefundRequest(ID, peso("1.00"), "rfd_1")) == outcome


def test_a_refund_that_cannot_be_looked_for_first_is_not_sent(script):
    script[PAYMENT] = 200, paid(canRefund=True)
    for broken in ((500, {}), (200, b"<html>"), (200, {"rows": []})):
        script[REFUNDS] = broken
        assert script.gateway.refund(RefundRequest(ID, peso("1.00"), "rfd_1")) == Unknown(Why.NOT_SENT)
    assert not any(call.startswith("POST") for call, _ in script.asked)


def test_a_refund_in_another_currency_is_refused_before_it_is_sent(script):
    script[PAYMENT] = 200, paid(canRefund=True, currency="USD")
    outcome = script.gateway.refund(RefundRequest(ID, peso("1.00"), "rfd_1"))
    assert outcome == RefundFailed(RefundFailure.GATEWAY_REFUSED)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, {"code": "2553", "parameters": [{"field": "totalAmount.value"}]}, DeclineReason.AMOUNT_NOT_ALLOWED),
        (400, {"code": "2553", "parameters": [{"field": "redirectUrl"}]}, DeclineReason.METHOD_UNAVAILABLE),
        (400, {"code": "PY0037"}, DeclineReason.AMOUNT_NOT_ALLOWED),
        (403, {}, DeclineReason.METHOD_UNAVAILABLE),
        (400, {"code": "PY9999"}, None),
        (400, {"code": "PY4242"}, None),
        (400, {}, None),
        (302, {}, None),
        (200, {"checkoutId": "../../x", "redirectUrl": "https://payments.maya.ph/"}, None),
    ],
)
def test_refused_pages_by_their_codes(script, status, body, outcome):
    script["POST /checkout/v1/checkouts"] = status, body
    expected = Declined(outcome) if outcome else Unknown(Why.NOT_SENT)
    assert script.gateway.start(asked()) == expected


@pytest.mark.parametrize("broken", [(500, {}), (429, {}), (200, b"<html>"), (200, [{"id": ID}]), (401, {})])
def test_a_charge_that_cannot_be_looked_for_first_is_not_sent(broken):
    made = Script(keys={**FACTS.keys, "products": "vault"})
    made[RRN] = broken
    with http.use_transport(made):
        outcome = made.gateway.start(asked(token="12345678/12345678"))
    is_for_good = broken[0] == 401
    assert outcome == (Declined(DeclineReason.METHOD_UNAVAILABLE) if is_for_good else Unknown(Why.NOT_SENT))
    assert [call for call, _ in made.asked] == [RRN]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, {"code": "PY0105"}, Declined(DeclineReason.INSUFFICIENT_FUNDS)),
        (404, {"code": "PY0027"}, Declined(DeclineReason.ACCOUNT_CLOSED)),
        (400, {"code": "PY0016"}, Unknown(Why.SERVER_ERROR)),
        (400, {"code": "PY4242"}, Unknown(Why.UNREADABLE)),
        (404, {}, Unknown(Why.UNREADABLE)),
        (503, {}, Unknown(Why.SERVER_ERROR)),
        (429, {}, Unknown(Why.NOT_SENT)),
        (200, paid(requestReferenceNumber="att_of_another"), Unknown(Why.UNREADABLE)),
        (200, {"id": ID}, Unknown(Why.UNREADABLE)),
    ],
)
def test_charges_by_what_they_answer(status, body, outcome):
    made = Script(keys={**FACTS.keys, "products": "vault"})
    made["POST /payments/v1/customers/12345678/cards/12345678/payments"] = status, body
    with http.use_transport(made):
        assert made.gateway.start(asked(token="12345678/12345678")) == outcome


@given(json_values)
def test_a_refusal_that_makes_no_sense_is_no_no(problem):
    found = problem if isinstance(problem, dict) else {}
    assert codes.refused_call(400, found) is None or codes.code_of(found)
    assert codes.refused_refund(400, found) is None or codes.code_of(found)
