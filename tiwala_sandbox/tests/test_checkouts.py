"""The merchant's side of a checkout: made, found, cancelled, captured, expired."""

import pytest

KEYS = {
    "id", "object", "status", "reference", "amount_minor", "currency", "account", "methods", "method", "description",
    "url", "created_at", "expires_at", "processing", "off_session", "capture", "qr_payload", "code", "payment",
}  # fmt: skip


def test_a_new_checkout_is_open_and_tells_all_that_is_promised(gateway):
    checkout = gateway.start(150_000, description="Invoice 7")
    assert set(checkout) == KEYS
    assert checkout["status"] == "open"
    assert checkout["payment"] is None
    assert checkout["expires_at"] == "2026-12-04T04:30:00Z"


def test_the_same_key_gives_the_same_answer_and_no_second_checkout(gateway):
    body = {"reference": "att_same", "amount_minor": 100, "currency": "PHP", "return_url": "http://shop.test/"}
    first = gateway.call("POST", "/v1/checkouts", body, Idempotency_Key="one")
    second = gateway.call("POST", "/v1/checkouts", body, Idempotency_Key="one")
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["idempotent-replayed"] == "true"
    assert len(gateway.call("GET", "/v1/checkouts?reference=att_same").json()["data"]) == 1


def test_the_same_key_with_another_body_is_refused(gateway):
    body = {"reference": "a", "amount_minor": 100, "currency": "PHP", "return_url": "http://shop.test/"}
    gateway.call("POST", "/v1/checkouts", body, Idempotency_Key="one")
    answer = gateway.call("POST", "/v1/checkouts", {**body, "amount_minor": 101}, Idempotency_Key="one")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_is_needed_where_money_starts_to_move(gateway):
    answer = gateway.call("POST", "/v1/checkouts", {}, Idempotency_Key="")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_it_is_found_by_the_merchants_reference(gateway):
    checkout = gateway.start(reference="att_find")
    found = gateway.call("GET", "/v1/checkouts", None).json()
    assert found["code"] == "invalid_field"
    assert gateway.call("GET", "/v1/checkouts?reference=att_find").json()["data"] == [checkout]
    assert gateway.call("GET", "/v1/checkouts?reference=none").json() == {"data": []}


def test_cancelling_twice_changes_nothing_more(gateway):
    checkout = gateway.start()
    for _ in range(2):
        assert gateway.call("POST", f"/v1/checkouts/{checkout['id']}/cancel", {}).json()["status"] == "cancelled"
    gateway.wait()
    assert gateway.merchant.kinds == ["checkout.cancelled"]


def test_a_paid_checkout_cannot_be_cancelled(gateway):
    checkout = gateway.paid()
    answer = gateway.call("POST", f"/v1/checkouts/{checkout['id']}/cancel", {})
    assert (answer.status_code, answer.json()["checkout_status"]) == (409, "paid")


def test_it_expires_when_its_time_comes_even_if_nobody_looks(gateway):
    checkout = gateway.start(expires_in_s=60)
    gateway.wait(61)
    assert gateway.merchant.kinds == ["checkout.expired"]
    assert gateway.look(checkout)["status"] == "expired"


def test_held_money_is_captured_in_part_and_only_once(gateway):
    checkout = gateway.start(10_000, capture="manual")
    gateway.control(f"checkouts/{checkout['id']}/pay", {})
    assert gateway.look(checkout)["status"] == "authorized"
    path = f"/v1/checkouts/{checkout['id']}/capture"
    assert gateway.call("POST", path, {"amount_minor": 10_001}).status_code == 422
    captured = gateway.call("POST", path, {"amount_minor": 4_000}).json()
    assert (captured["status"], captured["payment"]["amount_minor"]) == ("paid", 4_000)
    assert gateway.call("POST", path, {"amount_minor": 4_000}).json() == captured
    assert gateway.call("POST", path, {"amount_minor": 5_000}).status_code == 409


def test_held_money_can_be_let_go(gateway):
    checkout = gateway.start(10_000, capture="manual")
    gateway.control(f"checkouts/{checkout['id']}/pay", {})
    assert gateway.call("POST", f"/v1/checkouts/{checkout['id']}/cancel", {}).json()["status"] == "cancelled"


@pytest.mark.parametrize("act", ["expire", "cancel", "fail"])
def test_money_may_still_come_late(gateway, act):
    checkout = gateway.start()
    gateway.control(f"checkouts/{checkout['id']}/{act}", {})
    late = gateway.control(f"checkouts/{checkout['id']}/pay", {"method": "wallet", "amount_minor": 149_900})
    assert (late["status"], late["payment"]["amount_minor"], late["payment"]["decline_code"]) == ("paid", 149_900, None)


def test_other_currencies_go_by_card_only(gateway):
    checkout = gateway.start(5_000, currency="JPY")
    assert checkout["methods"] == ["card"]
    body = {"reference": "a", "amount_minor": 1, "currency": "USD", "return_url": "http://x/", "methods": ["wallet"]}
    assert gateway.call("POST", "/v1/checkouts", body).json()["code"] == "currency_not_supported"


def test_a_second_account_sees_nothing_of_the_first(gateway):
    checkout = gateway.start()
    gateway.control("accounts", {"account": "other"})
    answer = gateway.call("GET", f"/v1/checkouts/{checkout['id']}", Authorization="Bearer sk_test_other")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
