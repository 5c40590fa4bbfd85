"""The stand-in for PayMongo: envelopes, keys, errors, sessions, refunds, webhooks, events, as their documents say."""

import base64
import hashlib
import hmac

import pytest

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.vendors.paymongo.stand_in import VENDOR

WELL = {"amount": 2000, "currency": "PHP", "payment_method_allowed": ["qrph"]}
HOOK = "http://127.0.0.1:9/hook"
DAY_S = 86_400


@pytest.fixture
def shop():
    gateway = Gateway(":memory:", vendor=VENDOR)
    yield gateway
    gateway.close()


def call(shop, method, path, attributes=None, *, user="sk_test_demo:", **headers):
    basic = base64.b64encode(user.encode()).decode()
    body = None if attributes is None else {"data": {"attributes": attributes}}
    return shop.call(method, f"/v1/{path}", body, Authorization=f"Basic {basic}", **headers)


def page(shop, **changes):
    item = {"name": "Invoice 0001", "amount": 150_000, "currency": "PHP", "quantity": 1}
    asked = {
        "line_items": [item],
        "payment_method_types": ["card"],
        "reference_number": "att_1",
        "description": "Invoice 0001",
        "success_url": "http://shop.test/back",
        "cancel_url": "http://shop.test/back",
    }
    answer = call(shop, "POST", "checkout_sessions", asked | changes)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def act(shop, ident, name, **order):
    return shop.control(f"things/{ident}/{name}", order)


def paid(shop, **changes):
    return act(shop, page(shop, **changes)["id"], "pay")


def payment_of(session):
    return session["attributes"]["payments"][-1]


def refund(shop, session, amount, **headers):
    asked = {"amount": amount, "payment_id": payment_of(session)["id"], "reason": "others", "metadata": {"refund": "1"}}
    return call(shop, "POST", "refunds", asked, **headers)


def code_of(answer, status=400):
    assert answer.status_code == status, answer.text
    return answer.json()["errors"][0]["code"]


def kinds(shop):
    shop.control("tick")
    return [body["data"]["attributes"]["type"] for body in shop.merchant.bodies]


@pytest.mark.parametrize("user", ["sk_test_demo", "sk_test_demo:x", "pk_test_demo:", "sk_test_nobody:", "demo:", ""])
def test_only_the_secret_key_with_a_colon_is_let_in(shop, user):
    assert code_of(call(shop, "GET", "webhooks", user=user), 401)


def test_a_request_without_its_envelope_is_refused(shop):
    answer = shop.call("POST", "/v1/checkout_sessions", {"line_items": []}, Authorization=basic())
    assert code_of(answer) == "parameter_required"


def basic():
    return f"Basic {base64.b64encode(b'sk_test_demo:').decode()}"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"line_items": []}, "parameter_required"),
        ({"payment_method_types": ["gold"]}, "parameter_invalid"),
        ({"metadata": {"a": 1}}, "parameter_invalid"),
        ({"reference_number": 7}, "parameter_invalid"),
        ({"line_items": [{"name": "x", "amount": 1999, "currency": "PHP", "quantity": 1}]}, "parameter_below_minimum"),
        ({"line_items": [{"name": "x", "amount": 10**9, "currency": "PHP", "quantity": 1}]}, "parameter_above_maximum"),
        ({"line_items": [{"name": "x", "amount": 20.5, "currency": "PHP", "quantity": 1}]}, "parameter_invalid"),
        ({"line_items": [{"name": "x", "amount": -1, "currency": "PHP", "quantity": 1}]}, "parameter_invalid"),
        ({"line_items": ["x"]}, "parameter_invalid"),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_their_code(shop, changes, code):
    fine = {
        "line_items": [{"name": "x", "amount": 2000, "currency": "PHP", "quantity": 1}],
        "payment_method_types": ["card"],
    }
    assert code_of(call(shop, "POST", "checkout_sessions", fine | changes)) == code


def test_the_same_key_repeats_the_answer_for_a_day_and_refuses_another_question(shop):
    session = paid(shop)
    first = refund(shop, session, 10_000, Idempotency_Key="once").json()
    assert refund(shop, session, 10_000, Idempotency_Key="once").json() == first
    assert "idempotency" in code_of(refund(shop, session, 20_000, Idempotency_Key="once"), 422)
    shop.time += DAY_S
    assert refund(shop, session, 10_000, Idempotency_Key="once").json() != first


def test_paid_is_told_by_payments_and_never_by_the_status(shop):
    session = paid(shop)
    assert session["attributes"]["status"] == "active"
    assert session["attributes"]["payment_intent"]["attributes"]["status"] == "succeeded"
    assert payment_of(session)["attributes"]["status"] == "paid"
    assert kinds(shop) == ["payment.paid", "checkout_session.payment.paid"]


def test_a_payment_carries_the_description_and_no_reference(shop):
    held = payment_of(paid(shop))["attributes"]
    assert (held["description"], held["external_reference_number"], held["metadata"]) == ("Invoice 0001", None, None)


def test_a_paid_or_ended_session_is_not_ended_again(shop):
    ended, done = page(shop), paid(shop)
    assert (
        call(shop, "POST", f"checkout_sessions/{ended['id']}/expire").json()["data"]["attributes"]["status"]
        == "expired"
    )
    assert code_of(call(shop, "POST", f"checkout_sessions/{ended['id']}/expire")) == "resource_expired_state"
    assert code_of(call(shop, "POST", f"checkout_sessions/{done['id']}/expire")) == "resource_succeeded_state"


def test_its_page_takes_no_second_payment_and_none_after_its_end(shop):
    ended = page(shop)
    act(shop, ended["id"], "expire")
    for session in (ended, paid(shop)):
        before = len(call(shop, "GET", "payments").json()["data"])
        assert "/pay" not in shop.page(f"/hosted/{session['id']}").text
        shop.submit(f"/hosted/{session['id']}/pay")
        assert len(call(shop, "GET", "payments").json()["data"]) == before


def test_a_declined_payer_may_try_again(shop):
    session = act(shop, page(shop)["id"], "decline")
    assert session["attributes"]["payment_intent"]["attributes"]["status"] == "awaiting_payment_method"
    assert payment_of(session)["attributes"]["status"] == "failed"
    assert kinds(shop) == ["payment.failed"]
    assert payment_of(act(shop, session["id"], "pay"))["attributes"]["status"] == "paid"


def test_held_money_is_captured_up_to_what_was_set_aside(shop):
    session = act(shop, page(shop)["id"], "authorize")
    path = f"payment_intents/{session['attributes']['payment_intent']['id']}"
    assert code_of(call(shop, "POST", f"{path}/capture", {"amount": 150_001})) == "allowed_amount_exceeded"
    took = call(shop, "POST", f"{path}/capture", {"amount": 100_000}).json()["data"]
    assert took["attributes"]["status"] == "succeeded"
    assert call(shop, "GET", path).json()["data"] == took
    assert code_of(call(shop, "POST", f"{path}/cancel", {})) == "resource_not_awaiting_capture_state"


def test_refunds_never_exceed_what_came_and_are_listed_under_their_payment(shop):
    session, other = paid(shop), paid(shop)
    made = refund(shop, session, 100_000).json()["data"]
    assert code_of(refund(shop, session, 50_001)) == "parameter_above_maximum"
    assert code_of(refund(shop, session, 99)) == "parameter_below_minimum"
    listed = call(shop, "GET", f"refunds?payment_id={payment_of(session)['id']}").json()["data"]
    assert listed == [made]
    assert call(shop, "GET", f"refunds?payment_id={payment_of(other)['id']}").json()["data"] == []
    refund(shop, session, 50_000)
    assert (
        call(shop, "GET", f"payments/{payment_of(session)['id']}").json()["data"]["attributes"]["status"] == "refunded"
    )


def test_qr_ph_and_a_disputed_payment_take_no_refund(shop):
    assert code_of(refund(shop, paid(shop, payment_method_types=["qrph"]), 10_000)) == "refund_not_allowed"
    session = paid(shop)
    act(shop, session["id"], "dispute")
    assert code_of(refund(shop, session, 10_000)) == "resource_disputed_state"


def test_a_slow_refund_settles_and_tells(shop):
    session = paid(shop)
    slow = refund(shop, session, 7_753).json()["data"]
    assert slow["attributes"]["status"] == "pending"
    act(shop, slow["id"], "settle", works=False)
    assert call(shop, "GET", f"refunds/{slow['id']}").json()["data"]["attributes"]["status"] == "failed"
    assert kinds(shop).count("payment.refund.updated") == 2


def test_a_dispute_is_told_twice_its_birth_and_its_end(shop):
    opened = act(shop, paid(shop)["id"], "dispute")
    assert act(shop, opened["id"], "lose")["attributes"]["status"] == "lost"
    assert kinds(shop)[-2:] == ["dispute.created", "dispute.resolved"]


def test_a_webhook_is_made_once_changed_and_switched_off(shop):
    made = call(shop, "POST", "webhooks", {"url": HOOK, "events": ["payment.paid"]}).json()["data"]
    assert made["attributes"]["secret_key"].startswith("whsk_")
    again = call(shop, "POST", "webhooks", {"url": HOOK, "events": ["payment.paid"]})
    assert code_of(again) == "resource_exists"
    assert code_of(call(shop, "PUT", f"webhooks/{made['id']}", {"events": ["moon.landed"]})) == "parameter_invalid"
    paid(shop)
    assert kinds(shop) == ["payment.paid"]
    call(shop, "PUT", f"webhooks/{made['id']}", {"events": ["checkout_session.payment.paid"]})
    paid(shop)
    assert kinds(shop) == ["payment.paid", "checkout_session.payment.paid"]
    call(shop, "POST", f"webhooks/{made['id']}/disable")
    paid(shop)
    assert len(kinds(shop)) == 2
    shown = call(shop, "GET", f"webhooks/{made['id']}").json()["data"]
    assert shown["attributes"]["disabled_reason"] == "disabled_by_merchant"
    assert call(shop, "GET", "webhooks").json()["data"] == [shown]


def test_events_are_proved_with_the_secret_of_the_webhook_in_the_part_for_test(shop):
    made = call(shop, "POST", "webhooks", {"url": HOOK, "events": ["payment.paid"]}).json()["data"]
    paid(shop)
    kinds(shop)
    heard = shop.merchant.got[0]
    parts = dict(one.split("=") for one in heard.headers["paymongo-signature"].split(","))
    signed = f"{parts['t']}.".encode() + heard.content
    assert parts["te"] == hmac.new(made["attributes"]["secret_key"].encode(), signed, hashlib.sha256).hexdigest()
    assert parts["li"] == ""


def test_payouts_send_each_payment_once_and_are_listed_by_day(shop):
    session = paid(shop)
    sent = act(shop, session["id"], "payout")
    assert sent["attributes"]["net_amount"] == payment_of(session)["attributes"]["net_amount"]
    assert act(shop, session["id"], "payout")["attributes"]["net_amount"] == 0
    listed = call(shop, "GET", "payouts?limit=1&created_at.between=2026-12-04..2026-12-04").json()
    assert listed["pagination"]["total_records"] == 2
    rest = call(shop, "GET", f"payouts?limit=1&after={listed['pagination']['next_cursor']}").json()
    assert rest["data"][0]["id"] == sent["id"]
    assert call(shop, "GET", "payouts?created_at.between=2026-12-05..2026-12-06").json()["data"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=²"])
def test_a_list_takes_a_sound_limit_only(shop, query):
    assert code_of(call(shop, "GET", f"payments?{query}")) == "parameter_invalid"


def test_one_account_sees_nothing_of_another(shop):
    shop.control("accounts", {"account": "other"})
    session = paid(shop)
    for path in (
        f"checkout_sessions/{session['id']}",
        f"payments/{payment_of(session)['id']}",
        f"payment_intents/{session['attributes']['payment_intent']['id']}",
    ):
        assert code_of(call(shop, "GET", path, user="sk_test_other:"), 404) == "resource_not_found"
    assert call(shop, "GET", "payments", user="sk_test_other:").json()["data"] == []


def code(shop, amount=150_000, lasts=600, **changes):
    asked = {"amount": amount, "currency": "PHP", "payment_method_allowed": ["qrph"], "description": "Invoice [att_1]"}
    made = call(shop, "POST", "payment_intents", asked | changes).json()["data"]
    method = call(shop, "POST", "payment_methods", {"type": "qrph", "expiry_seconds": lasts}).json()["data"]
    answer = call(shop, "POST", f"payment_intents/{made['id']}/attach", {"payment_method": method["id"]})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_a_code_is_a_picture_in_a_data_address_with_its_end(shop):
    made = code(shop)["attributes"]
    assert (made["status"], made["next_action"]["type"]) == ("awaiting_next_action", "consume_qr")
    shown = made["next_action"]["code"]
    assert shown["image_url"].startswith("data:image/png;base64,iVBOR")
    assert shown["amount"] == 150_000
    assert shown["expires_at"].endswith("Z")


def test_a_code_that_is_paid_has_its_payment_and_tells_of_it(shop):
    made = code(shop)
    act(shop, made["id"], "pay")
    told = call(shop, "GET", f"payment_intents/{made['id']}").json()["data"]["attributes"]
    assert (told["status"], told["next_action"]) == ("succeeded", None)
    payment = told["payments"][0]
    assert payment["attributes"]["description"] == "Invoice [att_1]"
    assert payment["attributes"]["payment_intent_id"] == made["id"]
    assert call(shop, "GET", f"payments/{payment['id']}").json()["data"] == payment
    assert kinds(shop) == ["payment.paid"]
    asked = {"amount": 150_000, "payment_id": payment["id"], "reason": "others"}
    assert code_of(call(shop, "POST", "refunds", asked)) == "refund_not_allowed"
    assert code_of(call(shop, "POST", f"payment_intents/{made['id']}/cancel", {})) == "resource_not_cancellable_state"
    act(shop, made["id"], "payout")
    paid_out = call(shop, "GET", f"payment_intents/{made['id']}").json()["data"]["attributes"]["payments"][0]
    assert paid_out["attributes"]["payout"].startswith("po_")


def test_a_code_ends_by_itself_and_waits_for_another_method(shop):
    made = code(shop, lasts=60)
    shop.control("clock", {"offset_s": 61})
    shop.control("tick")
    told = call(shop, "GET", f"payment_intents/{made['id']}").json()["data"]["attributes"]
    assert (told["status"], told["next_action"]) == ("awaiting_payment_method", None)
    assert kinds(shop) == ["qrph.expired"]


def test_a_code_is_cancelled_once_and_takes_one_method(shop):
    made = code(shop)
    method = call(shop, "POST", "payment_methods", {"type": "qrph"}).json()["data"]
    again = call(shop, "POST", f"payment_intents/{made['id']}/attach", {"payment_method": method["id"]})
    assert code_of(again) == "resource_not_awaiting_payment_method_state"
    ended = call(shop, "POST", f"payment_intents/{made['id']}/cancel", {}).json()["data"]
    assert ended["attributes"]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("path", "asked", "why"),
    [
        ("payment_intents", WELL | {"amount": "1"}, "parameter_invalid"),
        ("payment_intents", WELL | {"amount": 1999}, "parameter_below_minimum"),
        ("payment_intents", WELL | {"payment_method_allowed": ["card"]}, "parameter_invalid"),
        ("payment_methods", {"type": "card"}, "parameter_invalid"),
        ("payment_methods", {"type": "qrph", "expiry_seconds": 59}, "parameter_invalid"),
        ("payment_methods", {"type": "qrph", "expiry_seconds": 9001}, "parameter_invalid"),
    ],
)  # fmt: skip
def test_a_code_asked_for_wrongly_is_refused(shop, path, asked, why):
    assert code_of(call(shop, "POST", path, asked)) == why


def test_one_account_pays_no_attention_to_anothers_code(shop):
    shop.control("accounts", {"account": "other"})
    made = code(shop)
    other = {"user": "sk_test_other:"}
    assert code_of(call(shop, "GET", f"payment_intents/{made['id']}", **other), 404) == "resource_not_found"
    for verb in ("attach", "cancel"):
        assert (
            code_of(call(shop, "POST", f"payment_intents/{made['id']}/{verb}", {}, **other), 404)
            == "resource_not_found"
        )


MONTHS = {"card": {"installments": {"enabled": True}}}


def test_a_page_with_instalments_begins_at_their_least_amount(shop):
    item = {"name": "Invoice 0001", "amount": 300_000, "currency": "PHP", "quantity": 1}
    made = page(shop, line_items=[item], payment_method_options=MONTHS)
    assert made["attributes"]["payment_method_options"] == MONTHS
    assert "3, 6 or 12 months" in shop.call("GET", f"/hosted/{made['id']}").text
    for changes, why in (
        ({"line_items": [item | {"amount": 299_999}]}, "parameter_below_minimum"),
        ({"line_items": [item], "payment_method_types": ["gcash"]}, "parameter_invalid"),
        ({"line_items": [item], "payment_method_options": {"card": {"months": 3}}}, "parameter_invalid"),
        ({"line_items": [item], "payment_method_options": "x"}, "parameter_invalid"),
    ):
        asked = {"payment_method_types": ["card"], "payment_method_options": MONTHS} | changes
        assert code_of(call(shop, "POST", "checkout_sessions", asked)) == why
