"""The stand-in for Stripe: its forms, keys, lists, states and events, as their documents tell them."""

import base64
import json
from urllib.parse import urlencode

import pytest

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.vendors.stripe import forms
from tiwala_sandbox.vendors.stripe.stand_in import VENDOR

FORM = "application/x-www-form-urlencoded"
PAGE = {
    "mode": "payment",
    "client_reference_id": "att_1",
    "payment_method_types[0]": "card",
    "line_items[0][price_data][currency]": "php",
    "line_items[0][price_data][unit_amount]": "15000",
    "line_items[0][price_data][product_data][name]": "Invoice 0001",
    "line_items[0][quantity]": "1",
    "payment_intent_data[metadata][order]": "7",
    "success_url": "http://shop.test/back",
}


@pytest.fixture
def shop():
    gateway = Gateway(":memory:", vendor=VENDOR)
    yield gateway
    gateway.close()


def post(shop, path, form=None, **headers):
    return shop.call("POST", f"/v1/{path}", urlencode(form or {}).encode(), content_type=FORM, **headers)


def get(shop, path):
    return shop.call("GET", f"/v1/{path}").json()


def page(shop, **changes):
    answer = post(shop, "checkout/sessions", PAGE | changes)
    assert answer.status_code == 200, answer.text
    return answer.json()


def act(shop, thing, name, **order):
    return shop.control(f"things/{thing['id']}/{name}", order)


def paid(shop, **changes):
    made = page(shop, **changes)
    return act(shop, made, "pay")


def error(answer, status=400):
    assert answer.status_code == status, answer.text
    return answer.json()["error"]


def kept(shop, **order):
    """Customer and card that a payer let them keep."""
    made = page(shop, **{"payment_intent_data[setup_future_usage]": "off_session"})
    done = act(shop, made, "pay", **order)
    intent = get(shop, f"payment_intents/{done['payment_intent']}")
    return {"customer": intent["customer"], "payment_method": intent["payment_method"]}


def charge(shop, card, **changes):
    form = {"amount": 5000, "currency": "php", "confirm": "true", "off_session": "true", **card, **changes}
    return post(shop, "payment_intents", form)


def test_callers_are_known_by_bearer_and_basic_and_nobody_else(shop):
    basic = "Basic " + base64.b64encode(b"sk_test_demo:").decode()
    assert shop.call("GET", "/v1/account", Authorization=basic).json()["id"] == "acct_demo"
    for wrong in ("", "Bearer sk_live_demo", "Bearer sk_test_nobody", "Basic !!", "Basic /w==", "Bearer pk_test_demo"):
        refused = error(shop.call("GET", "/v1/account", Authorization=wrong), 401)
        assert refused["type"] == "invalid_request_error"


def test_nested_forms_are_read_as_they_are_meant():
    pairs = [
        ("a", "1"),
        ("b[c]", "2"),
        ("b[d][0]", "3"),
        ("b[d][1]", "4"),
        ("e[]", "5"),
        ("e[]", "6"),
        ("f[0][g]", "7"),
    ]
    assert forms.nest(pairs) == {"a": "1", "b": {"c": "2", "d": ["3", "4"]}, "e": ["5", "6"], "f": [{"g": "7"}]}


@pytest.mark.parametrize(
    "body", ["a=1&a[b]=2", "a[b]=1&a[b]=2", "a" + "[b]" * 50 + "=1", "mode=%ff", "mode=\xff", "[=", "mode[a]=x"]
)
def test_a_form_that_makes_no_sense_is_refused(shop, body):
    answer = shop.call("POST", "/v1/checkout/sessions", body.encode("latin-1"), content_type=FORM)
    assert error(answer)["type"] == "invalid_request_error"


def test_a_page_goes_from_open_to_complete(shop):
    made = page(shop)
    assert (made["status"], made["payment_status"], made["payment_intent"]) == ("open", "unpaid", None)
    assert (made["amount_total"], made["currency"]) == (15000, "php")
    done = act(shop, made, "pay")
    assert (done["status"], done["payment_status"]) == ("complete", "paid")
    intent = get(shop, f"payment_intents/{done['payment_intent']}")
    assert (intent["status"], intent["amount_received"], intent["metadata"]) == ("succeeded", 15000, {"order": "7"})


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "subscription"}, "mode"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"line_items[0][price_data][unit_amount]": "15.5"}, "unit_amount"),
        ({"line_items[0][price_data][unit_amount]": "2999"}, "line_items"),
        ({"line_items[0][price_data][unit_amount]": "100000000"}, "line_items"),
        ({"line_items[0][price_data][currency]": "xxx"}, "currency"),
        ({"payment_method_types[0]": "grabpay"}, "payment_method_types"),
        ({"expires_at": "1"}, "expires_at"),
    ],
)
def test_a_page_that_cannot_be_is_refused_by_name(shop, changes, param):
    refused = error(post(shop, "checkout/sessions", PAGE | changes))
    assert (refused["type"], refused["param"]) == ("invalid_request_error", param)


def test_the_same_key_says_the_same_and_other_words_are_refused(shop):
    first = post(shop, "checkout/sessions", PAGE, Idempotency_Key="k")
    again = post(shop, "checkout/sessions", PAGE, Idempotency_Key="k")
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = post(shop, "checkout/sessions", PAGE | {"client_reference_id": "x"}, Idempotency_Key="k")
    assert error(other)["type"] == "idempotency_error"


def test_what_was_refused_leaves_its_key_free_and_a_banks_no_does_not(shop):
    assert post(shop, "checkout/sessions", PAGE | {"mode": "x"}, Idempotency_Key="k").status_code == 400
    assert post(shop, "checkout/sessions", PAGE, Idempotency_Key="k").status_code == 200
    card = kept(shop, plays="insufficient_funds")
    form = {"amount": 5000, "currency": "php", "confirm": "true", "off_session": "true", **card}
    said = [post(shop, "payment_intents", form, Idempotency_Key="k2").json() for _ in range(2)]
    assert said[0] == said[1]
    assert said[0]["error"]["payment_intent"]["status"] == "requires_payment_method"


def test_a_page_closes_when_its_time_is_over_and_by_hand(shop):
    made = page(shop, expires_at=str(int(shop.time) + 1800))
    by_hand = page(shop)
    assert post(shop, f"checkout/sessions/{by_hand['id']}/expire").json()["status"] == "expired"
    assert error(post(shop, f"checkout/sessions/{by_hand['id']}/expire"))["type"] == "invalid_request_error"
    shop.wait(1801)
    assert get(shop, f"checkout/sessions/{made['id']}")["status"] == "expired"
    assert shop.merchant.kinds.count("checkout.session.expired") == 2


def test_a_kept_card_is_charged_refused_and_asked_about(shop):
    assert charge(shop, kept(shop)).json()["status"] == "succeeded"
    no = error(charge(shop, kept(shop, plays="stolen_card")), 402)
    assert (no["type"], no["code"], no["decline_code"]) == ("card_error", "card_declined", "stolen_card")
    card = kept(shop, plays="authentication_required")
    assert error(charge(shop, card), 402)["code"] == "authentication_required"
    asked = charge(shop, card, off_session="false", return_url="http://shop.test/back").json()
    assert (asked["status"], asked["next_action"]["type"]) == ("requires_action", "redirect_to_url")
    gone = shop.submit(f"/hosted/{asked['id']}/authenticate")
    assert gone.headers["location"] == "http://shop.test/back"
    assert get(shop, f"payment_intents/{asked['id']}")["status"] == "succeeded"


def test_a_card_belongs_to_its_customer_alone(shop):
    mine, other = kept(shop), kept(shop)
    stolen = charge(shop, {"customer": other["customer"], "payment_method": mine["payment_method"]})
    assert error(stolen)["param"] == "payment_method"
    assert post(shop, f"payment_methods/{mine['payment_method']}/detach").json()["customer"] is None
    assert error(charge(shop, mine))["param"] == "payment_method"
    assert post(shop, f"payment_methods/{mine['payment_method']}/detach").status_code == 400


def test_held_money_is_captured_once_and_never_more_than_was_held(shop):
    made = page(shop, **{"payment_intent_data[capture_method]": "manual"})
    intent = act(shop, made, "authorize")["payment_intent"]
    assert (
        error(post(shop, f"payment_intents/{intent}/capture", {"amount_to_capture": 15001}))["code"]
        == "amount_too_large"
    )
    taken = post(shop, f"payment_intents/{intent}/capture", {"amount_to_capture": 10000}).json()
    assert (taken["status"], taken["amount_received"]) == ("succeeded", 10000)
    again = error(post(shop, f"payment_intents/{intent}/capture"))
    assert again["code"] == "payment_intent_unexpected_state"


def test_never_more_goes_back_than_came(shop):
    intent = paid(shop)["payment_intent"]
    assert post(shop, "refunds", {"payment_intent": intent, "amount": 10000}).json()["status"] == "succeeded"
    assert error(post(shop, "refunds", {"payment_intent": intent, "amount": 5001}))["param"] == "amount"
    assert post(shop, "refunds", {"payment_intent": intent}).json()["amount"] == 5000
    assert error(post(shop, "refunds", {"payment_intent": intent}))["code"] == "charge_already_refunded"
    rows = get(shop, "balance_transactions?limit=100")["data"]
    assert sum(row["amount"] for row in rows) == 0
    assert all(row["net"] == row["amount"] - row["fee"] for row in rows)


def test_things_are_opened_four_deep_and_no_deeper(shop):
    ident = paid(shop)["id"]
    path = f"checkout/sessions/{ident}?expand[0]=payment_intent.latest_charge.balance_transaction"
    assert get(shop, path)["payment_intent"]["latest_charge"]["balance_transaction"]["type"] == "charge"
    deep = shop.call("GET", f"/v1/checkout/sessions/{ident}?expand[0]=a.b.c.d.e")
    assert error(deep)["param"] == "expand"
    assert error(shop.call("GET", f"/v1/checkout/sessions/{ident}?expand[0]=nothing"))["param"] == "expand"


def test_a_list_is_newest_first_a_page_at_a_time_and_of_a_span(shop):
    made = []
    for _ in range(3):
        made.insert(0, page(shop)["id"])
        shop.wait(100)
    first = get(shop, "checkout/sessions?limit=2")
    assert ([one["id"] for one in first["data"]], first["has_more"]) == (made[:2], True)
    rest = get(shop, f"checkout/sessions?limit=2&starting_after={made[1]}")
    assert ([one["id"] for one in rest["data"]], rest["has_more"]) == (made[2:], False)
    since = int(shop.time) - 250
    span = get(shop, f"checkout/sessions?created[gte]={since}&created[lt]={since + 100}")
    assert [one["id"] for one in span["data"]] == [made[1]]
    for wrong in ("limit=0", "limit=101", "limit=x", "created[near]=1", "starting_after=cs_none"):
        assert shop.call("GET", f"/v1/checkout/sessions?{wrong}").status_code == 400, wrong


def test_a_dispute_takes_the_money_and_a_fee_and_one_answer(shop):
    done = paid(shop)
    made = act(shop, done, "dispute", amount_minor=5000)
    assert (made["status"], made["amount"]) == ("needs_response", 5000)
    assert post(shop, "refunds", {"payment_intent": done["payment_intent"]}).status_code == 400
    staged = post(shop, f"disputes/{made['id']}", {"evidence[uncategorized_text]": "x", "submit": "false"}).json()
    assert staged["status"] == "needs_response"
    assert post(shop, f"disputes/{made['id']}", {"submit": "true"}).json()["status"] == "under_review"
    assert post(shop, f"disputes/{made['id']}", {"submit": "true"}).status_code == 400
    won = act(shop, made, "win")
    moved = [(row["amount"], row["fee"], row["reporting_category"]) for row in won["balance_transactions"]]
    assert moved == [(-5000, 85000, "dispute"), (5000, 0, "dispute_reversal")]


def test_events_are_signed_with_every_secret_and_only_those_that_are_listened_for(shop):
    shop.control("accounts", {"account": "demo", "secrets": ["whsec_old_one", "whsec_new_one"]})
    paid(shop)
    shop.wait()
    header = shop.merchant.got[0].headers["stripe-signature"]
    assert header.count("v1=") == 2
    assert {"checkout.session.completed", "payment_intent.succeeded"} <= set(shop.merchant.kinds)
    shop.merchant.got.clear()
    url = "http://127.0.0.1:9/other"
    made = post(shop, "webhook_endpoints", {"url": url, "enabled_events[0]": "charge.refunded"}).json()
    assert made["secret"].startswith("whsec_")
    assert "secret" not in get(shop, "webhook_endpoints")["data"][0]
    done = paid(shop)
    post(shop, "refunds", {"payment_intent": done["payment_intent"]})
    shop.wait()
    assert shop.merchant.kinds == ["charge.refunded"]
    assert str(shop.merchant.got[0].url) == url


def test_an_event_is_shaped_like_theirs(shop):
    done = paid(shop)
    shop.wait()
    event = next(body for body in shop.merchant.bodies if body["type"] == "checkout.session.completed")
    assert (event["object"], event["livemode"], event["data"]["object"]["id"]) == ("event", False, done["id"])
    assert not any(name.startswith("_") for name in json.dumps(event).split('"'))


def test_the_page_lets_a_declined_payer_try_again(shop):
    made = page(shop)
    assert shop.submit(f"/hosted/{made['id']}/decline").headers["location"] == f"/hosted/{made['id']}"
    assert "Pay" in shop.page(f"/hosted/{made['id']}").text
    assert shop.submit(f"/hosted/{made['id']}/pay").headers["location"] == "http://shop.test/back"
    assert "<button>Pay</button>" not in shop.page(f"/hosted/{made['id']}").text


def test_another_account_sees_nothing_of_it(shop):
    done = paid(shop)
    shop.control("accounts", {"account": "other"})
    mine = {"Authorization": "Bearer sk_test_other"}
    for path in (f"checkout/sessions/{done['id']}", f"payment_intents/{done['payment_intent']}"):
        assert shop.call("GET", f"/v1/{path}", **mine).status_code == 404
    assert shop.call("GET", "/v1/checkout/sessions", **mine).json()["data"] == []
    stolen = urlencode({"payment_intent": done["payment_intent"]}).encode()
    assert shop.call("POST", "/v1/refunds", stolen, content_type=FORM, **mine).status_code == 404
