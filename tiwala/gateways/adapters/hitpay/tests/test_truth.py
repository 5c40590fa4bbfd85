"""What became of a try, as HitPay's answers have it: never paid by guess, never lost by guess."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tiwala.gateways.adapters.hitpay.tests.scripted import (
    BACK,
    CHARGE,
    CHARGES,
    DELETED,
    FOUND,
    ID,
    KEY,
    OPENED,
    OTHER,
    PAID,
    REQUEST,
    asked,
    charge,
    page,
    request,
)
from tiwala.gateways.outcomes import (
    Approved,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Pending,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp
from tiwala.gateways.tests.contract import peso
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown

TRIED = [{"id": PAID, "status": "succeeded"}]


def look(script, reference=ID):
    return script.gateway.look_up(LookUp(KEY, reference))


def test_money_is_read_from_the_charge_to_the_centavo(script):
    script[REQUEST] = request(status="completed", payments=TRIED)
    script[CHARGES] = page(charge(amount=1234567.89, fixed_fee=0.6, discount_fee=34567.9))
    found = look(script)
    assert (found.reference, found.attempt_key, found.account) == (ID, KEY, "shop")
    assert (found.amount, found.fee) == (peso("1234567.89"), peso("34568.50"))
    assert (found.method, found.masked) == ("card", "Visa •••• 4242")
    assert found.captured_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("status", ["pending", "expired", "failed", "canceled", "inactive"])
def test_money_counts_whatever_the_request_says(script, status):
    script[REQUEST] = request(status=status, payments=TRIED)
    script[CHARGES] = page(charge())
    assert isinstance(look(script), Approved)


def test_an_open_page_is_not_asked_about_twice(script):
    script[REQUEST] = request()
    assert isinstance(look(script), NeedsPayer)
    assert script.count(CHARGES) == 0


@pytest.mark.parametrize(
    ("status", "rows", "expected"),
    [
        ("completed", [], Pending(ID)),
        ("pending", [charge(status="pending")], Pending(ID)),
        ("expired", [], Expired(ID)),
        ("canceled", [], Cancelled(ID)),
        ("inactive", [], Cancelled(ID)),
        ("failed", [], Declined(DeclineReason.UNSPECIFIED, ID)),
        (
            "failed",
            [charge(status="failed", failed_reason="lost_card")],
            Declined(DeclineReason.CARD_LOST_OR_STOLEN, ID),
        ),
        ("completed", [charge(status="void")], Unknown(Why.UNREADABLE)),
        ("completed", [charge(status="of tomorrow")], Unknown(Why.UNREADABLE)),
        ("of tomorrow", [], Unknown(Why.UNREADABLE)),
    ],
)
def test_every_state_has_its_own_meaning(script, status, rows, expected):
    script[REQUEST] = request(status=status, payments=TRIED)
    script[CHARGES] = page(*rows)
    assert look(script) == expected


def test_a_failed_card_leaves_the_page_open(script):
    script[REQUEST] = request(payments=[{"id": PAID, "status": "failed"}])
    script[CHARGES] = page(charge(status="failed"))
    assert isinstance(look(script), NeedsPayer)


@pytest.mark.parametrize(
    "answer", [page(charge(payment_request_id=OTHER)), page(charge(), cursor="more"), {"data": None}]
)
def test_a_list_that_was_not_narrowed_down_proves_nothing(script, answer):
    script[REQUEST] = request(status="expired")
    script[CHARGES] = answer
    assert look(script) == Unknown(Why.UNREADABLE)


def test_a_request_that_is_gone_was_called_off_unless_money_came(script):
    script[CHARGES] = page()
    assert look(script) == Cancelled(ID)
    script[CHARGES] = page(charge())
    assert look(script) == Unknown(Why.UNREADABLE)


@pytest.mark.parametrize("answer", [b"<html>", {"message": "Not Found"}, {}, []])
def test_a_404_in_other_words_calls_nothing_off(script, answer):
    script[REQUEST], script[CHARGES] = (404, answer), page()
    assert look(script) == Unknown(Why.UNREADABLE)
    script[DELETED] = (404, answer)
    assert script.gateway.cancel(ID, key="k") == Unknown(Why.UNREADABLE)


def test_a_look_sends_nobody_to_a_page_that_is_not_theirs_either(script):
    script[REQUEST] = request(url="https://evil.example/x")
    assert look(script) == NeedsPayer("", ID)


def test_the_first_of_two_charges_is_the_try_and_the_second_is_another_money(script):
    first = charge(closed_at="2026-01-02T11:00:00+08:00")
    second = charge(id=OTHER, amount=151, closed_at="2026-01-02T11:00:01+08:00")
    script[REQUEST] = request(status="completed", payments=TRIED)
    script[CHARGES] = page(second, first)
    script[CHARGE], script[f"GET /v1/charges/{OTHER}"] = first, second
    assert (look(script).reference, look(script).amount) == (ID, peso("150.00"))
    assert look(script, f"charges/{PAID}").reference == ID
    other = look(script, f"charges/{OTHER}")
    assert (other.reference, other.amount, other.attempt_key) == (f"charges/{OTHER}", peso("151.00"), KEY)


def test_of_two_charges_in_one_second_the_list_says_which_came_first(script):
    script[REQUEST] = request(status="completed", payments=TRIED)
    for first, second in ((PAID, OTHER), (OTHER, PAID)):
        script[CHARGES] = page(charge(id=second, amount=2), charge(id=first, amount=1))
        assert look(script).amount == peso("1.00")


def test_a_charge_of_shop_or_till_is_none_of_ours(script):
    script[CHARGE] = charge(payment_request_id=None)
    assert look(script, f"charges/{PAID}") == Unknown(Why.NOT_FOUND)


@pytest.mark.parametrize("reference", ["../v1/refund", "charges/../x", "", "x" * 400, ID.upper() + "A"])
def test_a_reference_that_is_none_of_theirs_is_never_asked_for(script, reference):
    script[FOUND] = page()
    assert look(script, reference) == Unknown(Why.NOT_FOUND)
    assert {call for call, _ in script.asked} <= {FOUND}


def test_by_key_only_money_is_found_and_only_under_that_very_key(script):
    script[REQUEST] = request(status="completed", payments=TRIED)
    script[CHARGES] = page(charge())
    script[FOUND] = page({"id": ID, "reference_number": f"{KEY}9"}, {"id": OTHER, "reference_number": None})
    assert look(script, None) == Unknown(Why.NOT_FOUND)
    script[FOUND] = page({"id": ID, "reference_number": KEY})
    assert isinstance(look(script, None), Approved)
    script[REQUEST] = request()
    assert look(script, None) == Unknown(Why.NOT_FOUND)


def test_what_is_sent_asks_for_one_method_once_and_writes_to_nobody(script):
    script[OPENED] = request()
    ends = clock.now() + timedelta(minutes=29, seconds=30)
    shown = script.gateway.start(asked(expires_at=ends, description="Invoice\n7\u202e"))
    assert timedelta(0) <= shown.expires_at - ends < timedelta(minutes=1)
    sent = script.body(OPENED).decode()
    assert '"amount":1234567.89' in sent
    assert '"payment_methods":["card"]' in sent
    assert f'"reference_number":"{KEY}"' in sent
    assert '"expires_after":"30 mins"' in sent
    assert '"purpose":"Invoice 7"' in sent
    assert '"redirect_url":"https://shop.example/b"' in sent
    assert '"send_email":"false","send_sms":"false"' in sent
    assert not {"email", "name", "phone", "webhook"} & set(json.loads(sent))


@pytest.mark.parametrize(
    "url", ["http://shop.example/b", "https://localhost/b", "https://127.0.0.1/b", "https://x/" + "y" * 1100]
)
def test_an_address_they_refuse_is_not_sent(script, url):
    script[OPENED] = request()
    script.gateway.start(asked(return_url=url))
    assert b"redirect_url" not in script.body(OPENED)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://hit-pay.com.evil.example/x",
        "https://a@x.hit-pay.com/",
        "http://x.hit-pay.com/x",
        "",
    ],
)
def test_nobody_is_sent_to_a_page_that_is_not_theirs(script, url):
    script[OPENED] = request(url=url)
    assert script.gateway.start(asked()) == Unknown(Why.NOT_SENT)


def test_a_code_of_their_sandbox_is_an_address_and_no_code(script):
    script[OPENED] = request(qr_code_data={"qr_code": "https://sandbox.hit-pay.com/demo"})
    assert script.gateway.start(asked(method="qrph", direct=True)).qr_payload is None
    script[OPENED] = request(qr_code_data={"qr_code": "000201"})
    assert script.gateway.start(asked(method="qrph", direct=True)).qr_payload == "000201"
    assert script.gateway.start(asked(method="qrph")).qr_payload is None


@pytest.mark.parametrize(
    ("status", "problem", "expected"),
    [
        (422, {"errors": {"amount": ["…"]}}, Declined(DeclineReason.AMOUNT_NOT_ALLOWED)),
        (422, {"errors": {"payment_methods": ["…"]}}, Declined(DeclineReason.METHOD_UNAVAILABLE)),
        (403, {"message": "Invalid business api key"}, Declined(DeclineReason.METHOD_UNAVAILABLE)),
        (400, {"message": "?"}, Unknown(Why.NOT_SENT)),
        (302, b"<html>", Unknown(Why.NOT_SENT)),
        (500, b"", Unknown(Why.NOT_SENT)),
    ],
)
def test_a_page_that_was_refused_says_why_or_may_be_asked_for_again(script, status, problem, expected):
    script[OPENED] = (status, problem)
    assert script.gateway.start(asked()) == expected


@pytest.mark.parametrize(
    "wrong", [{"token": "any"}, {"capture": "manual"}, {"method": "paynow"}, {"method": "grabpay"}]
)
def test_what_it_cannot_is_declined_unasked(script, wrong):
    assert script.gateway.start(asked(**wrong)) == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert script.asked == []


def test_a_cancel_that_was_refused_says_what_it_is(script):
    script[DELETED] = (422, {"message": "We don't allow to delete the completed payment request."})
    script[REQUEST] = request(status="completed", payments=TRIED)
    script[CHARGES] = page(charge())
    assert isinstance(script.gateway.cancel(ID, key="k"), Approved)
    script[DELETED], script[REQUEST] = (429, {}), request()
    assert script.gateway.cancel(ID, key="k") == Unknown(Why.NOT_SENT)
    script[DELETED] = (422, {})
    assert isinstance(script.gateway.cancel(ID, key="k"), NeedsPayer)


def test_refused_keys_break_down_for_good(script):
    script[REQUEST] = (403, {"message": "Invalid business api key"})
    with pytest.raises(GatewayBreakdown) as broken:
        look(script)
    assert not broken.value.retry
    assert BACK not in repr(broken.value)
