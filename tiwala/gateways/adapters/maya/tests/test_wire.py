"""Maya's wire: what we send, odd answers, pages that are none of theirs."""

import json
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways.adapters.maya import asking, codes, wire
from tiwala.gateways.adapters.maya.abilities import TEST_URL, is_page
from tiwala.gateways.adapters.maya.products import Products
from tiwala.gateways.adapters.maya.tests.scripted import (
    ID,
    KEY,
    OTHER,
    PAYMENT,
    REFUNDS,
    RRN,
    VOIDS,
    asked,
    paid,
    row,
)
from tiwala.gateways.outcomes import (
    Approved,
    Cancelled,
    Declined,
    DeclineReason,
    NeedsPayer,
    Pending,
    RefundDone,
    Reversed,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp, LookUpRefund, RefundRequest
from tiwala.gateways.reading import UnreadableError, load, load_rows
from tiwala.gateways.tests.contract import new_key, peso
from tiwala.gateways.writing import written
from tiwala.kit.errors import GatewayBreakdown

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
names = st.sampled_from(["id", "status", "amount", "currency", "createdAt", "fundSource", "metadata", "reason",
                         "capturedAmount", "requestReferenceNumber", "paymentStatus", "code", "state"])  # fmt: skip
likely = st.sampled_from(["PAYMENT_SUCCESS", "VOIDED", "PHP", ID, "2026-01-02T03:04:05Z", "1e999", "150", "-1", "NaN"])
near_misses = st.dictionaries(names, likely | json_values, max_size=12)


def test_a_page_is_asked_for_with_the_public_key_in_exact_pesos(script):
    page = "https://payments.maya.ph/v2/checkout?id=1"
    script["POST /checkout/v1/checkouts"] = 200, {"checkoutId": ID, "redirectUrl": page}
    outcome = script.gateway.start(asked(description="Invoice 1"))
    assert (outcome.redirect_url, outcome.reference) == (page, ID)
    sent = script.body("POST /checkout/v1/checkouts")
    assert b'"totalAmount":{"value":1234567.89,"currency":"PHP"}' in sent
    assert set(json.loads(sent)) == {"totalAmount", "requestReferenceNumber", "redirectUrl", "metadata", "items"}
    assert script.asked[0][1].headers["authorization"] == httpx.BasicAuth("pk-1", "")._auth_header


def test_everything_else_is_asked_with_the_secret_key(script):
    script.gateway.look_up(LookUp(KEY))
    assert script.asked[0][1].headers["authorization"] == httpx.BasicAuth("sk-1", "")._auth_header


def test_nothing_about_a_person_is_sent():
    for body in (asking.page(asked()), asking.charge(asked(token="c/t"))):
        assert not {"buyer", "firstName", "email", "contact"} & set(json.loads(written(body)))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v2/checkout",
        "http://payments.maya.ph/x",
        "https://maya.ph.evil.example/",
        "https://payments.maya.ph@evil.example/",
        "https://evilmaya.ph/",
        "javascript:alert(1)",
    ],
)
def test_a_page_that_is_not_theirs_is_shown_to_nobody(script, url):
    assert not is_page(url, base_url=TEST_URL)
    script["POST /checkout/v1/checkouts"] = 200, {"checkoutId": ID, "redirectUrl": url}
    assert script.gateway.start(asked()) == Unknown(Why.NOT_SENT)


def test_money_is_what_they_say_whatever_we_asked(script):
    script[PAYMENT] = 200, paid(amount="149.99", currency="USD")
    found = script.gateway.look_up(LookUp(KEY, ID))
    assert (found.amount.minor, found.amount.currency) == (14999, "USD")
    script[PAYMENT] = 200, json.dumps(paid(amount=0)).replace(": 0,", ": 1000.1,").encode()
    assert script.gateway.look_up(LookUp(KEY, ID)).amount == peso("1000.10")


@pytest.mark.parametrize("amount", ["150.001", "NaN", "1e400", "", None, True, [], "١٥٠", "-0x1"])
def test_an_amount_that_is_none_is_unreadable(script, amount):
    script[PAYMENT] = 200, paid(amount=amount)
    outcome = script.gateway.look_up(LookUp(KEY, ID))
    assert outcome == Unknown(Why.UNREADABLE) or (amount == "١٥٠" and outcome.amount == peso("150.00"))


def test_a_checkout_whose_payment_goes_by_another_id_is_found_through_its_key(script):
    script[f"GET /checkout/v1/checkouts/{ID}"] = 200, {"requestReferenceNumber": KEY, "status": "COMPLETED"}
    script[RRN] = 200, [paid(id=OTHER)]
    script[f"GET /payments/v1/payments/{OTHER}"] = 200, paid(id=OTHER)
    found = script.gateway.look_up(LookUp(KEY, ID))
    assert isinstance(found, Approved)
    assert found.reference == script.gateway.look_up(LookUp(KEY, OTHER)).reference == OTHER


@pytest.mark.parametrize("status", ["PAYMENT_SUCCESS", "PAYMENT_FAILED", "PAYMENT_CANCELLED", "PAYMENT_EXPIRED"])
def test_a_notice_that_names_our_try_and_somebody_elses_payment_tells_of_ours(script, status):
    script[f"GET /payments/v1/payments/{OTHER}"] = 200, paid(id=OTHER, status=status, requestReferenceNumber="att_2")
    assert script.gateway.look_up(LookUp(KEY, OTHER)) == Unknown(Why.NOT_FOUND)
    script[RRN] = 200, [paid()]
    assert script.gateway.look_up(LookUp(KEY, OTHER)).reference == ID


def test_a_payment_under_another_key_is_never_ours(script):
    script[RRN] = 200, [paid(requestReferenceNumber="att_of_somebody_else")]
    assert script.gateway.look_up(LookUp(KEY)) == Unknown(Why.NOT_FOUND)


def test_an_end_without_money_is_believed_only_when_there_is_none_under_the_key(script):
    script[PAYMENT] = 200, paid(status="PAYMENT_FAILED", errorCode="PY0105")
    script[RRN] = 200, [paid(status="PAYMENT_FAILED"), paid(id=OTHER)]
    assert isinstance(script.gateway.look_up(LookUp(KEY, ID)), Approved)
    script[RRN] = 200, [paid(status="PAYMENT_FAILED", errorCode="PY0105")]
    assert script.gateway.look_up(LookUp(KEY, ID)) == Declined(DeclineReason.INSUFFICIENT_FUNDS, ID)
    script[RRN] = 200, [paid(status="PAYMENT_FAILED"), {"id": OTHER}]
    assert script.gateway.look_up(LookUp(KEY, ID)) == Unknown(Why.UNREADABLE)
    script[RRN] = 500, {}
    with pytest.raises(GatewayBreakdown):
        script.gateway.look_up(LookUp(KEY, ID))


def test_a_status_we_do_not_know_is_unreadable_and_a_code_we_do_not_know_a_no_without_reason(script):
    script[PAYMENT] = 200, paid(status="PAYMENT_ON_THE_MOON")
    assert script.gateway.look_up(LookUp(KEY, ID)) == Unknown(Why.UNREADABLE)
    script[PAYMENT] = 200, paid(status="PAYMENT_FAILED", errorCode="PY4242")
    assert script.gateway.look_up(LookUp(KEY, ID)).reason == DeclineReason.UNSPECIFIED


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("AUTH_FAILED", Declined),
        ("AUTH_SUCCESS", Pending),
        ("PAYMENT_PROCESSING", Pending),
        ("AUTHENTICATING", NeedsPayer),
        ("PAYMENT_CANCELLED", Cancelled),
    ],
)
def test_statuses_on_the_way_are_told_apart(script, status, kind):
    script[PAYMENT] = 200, paid(status=status)
    assert isinstance(script.gateway.look_up(LookUp(KEY, ID)), kind)


def test_what_went_back_counts_as_taken_only_where_their_list_says_by_whom(script):
    script[PAYMENT] = 200, paid(status="VOIDED")
    assert script.gateway.look_up(LookUp(KEY, ID)) == Unknown(Why.UNREADABLE)
    script[VOIDS] = 200, [row(reason=None)]
    assert script.gateway.look_up(LookUp(KEY, ID)) == Unknown(Why.UNREADABLE)
    script[VOIDS] = 200, [row(reason="Mistake")]
    assert script.gateway.look_up(LookUp(KEY, ID)) == Reversed(ID, peso("150.00"))
    script[VOIDS] = 200, [row()]
    assert isinstance(script.gateway.look_up(LookUp(KEY, ID)), Approved)
    script[PAYMENT] = 200, paid(status="REFUNDED")
    script[VOIDS] = 200, []
    script[REFUNDS] = 200, [row(amount="40"), row(amount="30", reason="By hand"), row(amount="9", status="FAILED")]
    assert script.gateway.look_up(LookUp(KEY, ID)) == Reversed(ID, peso("30.00"))


def test_a_refund_is_named_by_our_key_whole(script):
    script[PAYMENT] = 200, paid(status="REFUNDED")
    script[REFUNDS] = 200, [row(reason="Wrong size [tiwala rfd_12]")]
    looked = [script.gateway.look_up_refund(LookUpRefund(key, payment_reference=ID)) for key in ("rfd_1", "rfd_12", "")]
    assert looked[0] == looked[2] == Unknown(Why.NOT_FOUND)
    assert isinstance(looked[1], RefundDone)


def test_a_refund_they_told_of_once_is_never_not_found(script):
    script[PAYMENT] = 200, paid(status="REFUNDED")
    told = LookUpRefund("rfd_1", f"{ID}/refunds/{OTHER}")
    assert script.gateway.look_up_refund(told) == Unknown(Why.UNREADABLE)
    script[PAYMENT] = 404, {}
    assert script.gateway.look_up_refund(told) == Unknown(Why.UNREADABLE)


@pytest.mark.parametrize("sentence", ["we [tiwala rfd_9] did", "tiwala rfd_9", "x" * 500, "", "ñ \n ñ"])
def test_nobody_can_write_another_refunds_mark_into_a_reason(script, sentence):
    """Ours comes last and is looked for last; what staff wrote before it is cut and cannot take its place."""
    sent = asking.refund(RefundRequest(ID, peso("1.00"), "rfd_1", sentence))["reason"]
    assert wire.key_in(sent) == "rfd_1"


@pytest.mark.parametrize("reference", ["", "x", "../v1/customers/1", "x" * 500, "a b c d e f g h", "ü" * 20])
def test_a_name_that_is_none_of_theirs_is_asked_about_by_nobody(script, reference):
    assert script.gateway.look_up(LookUp("", reference)) == Unknown(Why.NOT_FOUND)
    assert script.gateway.cancel(reference, key="k") == Unknown(Why.NOT_FOUND)
    assert script.asked == []


def test_what_an_account_has_not_is_declined_before_anything_is_sent(script):
    for changes in ({"token": "12345678/12345678"}, {"capture": "manual"}):
        assert script.gateway.start(asked(**changes)) == Declined(DeclineReason.METHOD_UNAVAILABLE)
    other = replace(asked(), method="otc")
    assert script.gateway.start(other) == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert script.asked == []


def test_products_are_read_from_words_and_change_the_doors():
    few, many = Products.named_in("holds; Moon,QR\n"), Products.named_in("wallet qr holds vault")
    assert (few.holds, few.qr, few.wallet, few.vault) == (True, True, False, False)
    assert {few.path(name) for name in ("card", "maya", "gcash")} == {"/checkout/v1/checkouts"}
    assert many.path("maya") == "/payby/v2/paymaya/payments"
    assert [method.kind for method in many.methods()] == ["redirect", "redirect", "qr", "redirect", "redirect"]
    assert not any(method.off_session for method in few.methods())


@given(near_misses | json_values)
def test_whatever_they_answer_is_read_or_unreadable(value):
    body = json.dumps(value, default=str).encode()
    payment = wire.payment(paid())
    readers = (
        wire.payment,
        wire.checkout,
        wire.opened,
        wire.card,
        wire.webhook,
        wire.notice,
        lambda data: wire.void(data, of=payment),
        lambda data: wire.refund(data, of=payment),
        codes.code_of,
        lambda data: codes.refused_call(400, data),
        lambda data: codes.refused_refund(400, data),
    )
    for reader in readers:
        try:
            reader(load(body))
            [reader(one) for one in load_rows(body)]
        except UnreadableError:
            continue


def test_a_number_of_a_card_is_never_kept_whole():
    for details in ({"last4": "5123456789012346", "first6": "5123456789012346"}, {"last4": 2346, "first6": None}):
        facts = wire.facts({"type": "card", "details": details})
        assert len(facts.last_four) <= 4
        assert len(facts.bin) <= 6
    wallet = wire.facts({"type": "maya-wallet", "description": "Juan dela Cruz 09171234579", "details": {}})
    assert wallet.wallet == "Maya •••• 4579"


def test_decimals_are_written_digit_for_digit():
    assert written({"a": Decimal("0.10"), "b": [Decimal("1E+3")]}) == b'{"a":0.10,"b":[1000]}'
    assert new_key()
