"""A notice's body is shown covered: no secret, nobody's name, whatever the bytes are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways.redacting import LINES_MAX, redacted

BODY = {
    "id": "evt_01HZY",
    "type": "payment.paid",
    "created_at": "2026-11-28T08:00:00+08:00",
    "livemode": False,
    "data": {
        "attributes": {
            "amount": 150000,
            "currency": "PHP",
            "status": "paid",
            "billing": {"name": "Ana Reyes", "email": "ana@example.ph", "phone": "+639171234567"},
            "description": "Invoice 12 for Ana",
            "source": {"brand": "visa", "last4": "4242", "id": "card_1"},
            "metadata": {"note": "for Ana"},
            "client_key": "ck_secret_value",
            "checkout_url": "https://gateway.example/x?token=abc",
            "reference_number": "att_01abc",
        }
    },
    "hmac": "deadbeef",
    "number": "4343434343434345",
    "text": "Call Ana at home",
}
HIDDEN = ("Ana", "example.ph", "639171234567", "4242", "ck_secret", "https://", "deadbeef", "4343434343434345", "token")


def test_what_is_plain_is_shown_and_the_rest_is_covered():
    shown = redacted(json.dumps(BODY).encode())
    for plain in (
        "evt_01HZY",
        "payment.paid",
        "150000",
        "PHP",
        "paid",
        "att_01abc",
        "2026-11-28T08:00:00+08:00",
        "visa",
    ):
        assert plain in shown
    for hidden in HIDDEN:
        assert hidden not in shown
    assert '"billing": "•••• (3)"' in shown


def test_a_form_is_read_too():
    shown = redacted(b"status=completed&amount=599.00&phone=0917&hmac=abc123&payment_id=p1")
    assert '"status": "completed"' in shown
    assert '"payment_id": "p1"' in shown
    assert "abc123" not in shown
    assert "0917" not in shown


@pytest.mark.parametrize("body", [b"\x00\xff", b"plain words of Ana", b"<xml>Ana</xml>", b"[" * 100_000])
def test_what_is_neither_is_not_shown(body):
    assert redacted(body) == f"({len(body)} bytes that are neither JSON nor a form: not shown)"


def test_a_very_long_one_is_cut():
    shown = redacted(json.dumps({"rows": [{"a": 1, "b": 2} for _ in range(60)], "more": list(range(60))}).encode())
    assert len(shown.splitlines()) <= LINES_MAX + 1
    deep: object = 1
    for _ in range(50):
        deep = {"a": deep}
    assert "…" in redacted(json.dumps(deep).encode())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=30,
)


@given(st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_break_it(body):
    assert isinstance(redacted(body), str)


@given(st.emails(), st.sampled_from(["x", "reference", "id", "data", "0", "e-mail", "Ana Reyes"]))
def test_an_address_is_never_shown(address, name):
    assert address not in redacted(json.dumps({name: [address, {name: address}], address: 1}).encode())
