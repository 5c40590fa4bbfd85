"""Whatever is sent, the answer is a problem that can be read, never a 500, and nothing is half done."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import make_invoice
from tiwala.api.openapi import addresses
from tiwala.api.tests.caller import V1, Caller, code
from tiwala.customers.models import Customer

DOORS = sorted((method, address) for address, view in addresses() for one in view.operations for method in one.methods)
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "half a word": b"tru",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "Ana"}'.encode("utf-16"),
    "a lone surrogate": b'{"name": "\\ud800"}',
    "NUL": b'{"name": "a\\u0000b"}',
    "NUL in a name": b'{"na\\u0000me": "x"}',
    "NaN": b'{"name": NaN}',
    "infinity": b'{"amount": {"amount_minor": 1e999, "currency": "PHP"}}',
    "a name twice": b'{"name": "Ana", "name": "Ben"}',
    "a huge number": b'{"name": ' + b"9" * 5000 + b"}",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep in a field": b'{"name": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
    "a list": b"[]",
    "a string": b'"x"',
    "null": b"null",
    "null fields": b'{"name": null, "customer": null, "amount": null, "lines": null, "payment": null}',
    "many unknown": b"{" + b",".join(b'"f%d": 1' % n for n in range(5_000)) + b"}",
    "too large": b'{"name": "' + b"a" * 1_100_000 + b'"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(("method", "address"), DOORS)
def test_no_body_breaks_a_door(shop: Caller, method: str, address: str, body: bytes) -> None:
    path = V1 + address.replace("{invoice_id}", "inv_" + "0" * 26)
    headers = {"Idempotency-Key": "k"}
    response = shop.client.generic(method, path, body, content_type="application/json", headers=headers)
    assert response.status_code < 500
    if method != "GET":
        status, _said = code(response)
        assert status in {400, 404, 413, 422}
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", ""],
)
def test_only_json_is_read(shop: Caller, kind: str) -> None:
    response = shop.client.post(
        f"{V1}/customers", b'{"name": "Ana"}', content_type=kind, headers={"Idempotency-Key": "k"}
    )
    assert code(response) == (415, "not_json")


def test_json_with_a_charset_is_json(shop: Caller) -> None:
    response = shop.client.post(
        f"{V1}/customers",
        b'{"name": "Ana"}',
        content_type="application/json; charset=utf-8",
        headers={"Idempotency-Key": "k"},
    )
    assert response.status_code == 201


@pytest.mark.parametrize("value", ["\0", "\ud800", "é" * 200, "' OR 1=1 --", "%", "𝟙", "\r\nX: y", "a" * 3_000])
def test_no_header_breaks_a_door(shop: Caller, value: str) -> None:
    said = value.encode("utf-8", "surrogatepass").decode("latin-1")
    for name in ("Authorization", "Idempotency-Key", "Accept-Language", "Accept", "X-Request-ID", "X-Forwarded-For"):
        response = shop.client.post(f"{V1}/customers", b"{}", content_type="application/json", headers={name: said})
        assert response.status_code < 500


@pytest.mark.parametrize("value", ["\0", "%00", "'", "\ud800", "9" * 400, "-1", "null", "[]", "𝟙", "a" * 4_000])
def test_no_query_breaks_a_list(shop: Caller, value: str) -> None:
    names = ("cursor", "limit", "search", "state", "settlement", "customer", "branch", "number", "issued_from",
             "issued_until", "invoice", "payment", "channel", "unknown")  # fmt: skip
    for path in ("/customers", "/invoices", "/payments", "/refunds", "/paybacks", "/disputes", "/transfers"):
        for name in names:
            asked = {name: value.encode("utf-8", "surrogatepass")}
            assert shop.client.get(V1 + path, asked).status_code in {200, 422}


@pytest.mark.parametrize("value", ["%00", "%ff%fe", "..", "%2e%2e", "a" * 4_000, "inv_%00", "𝟙", "inv_" + "𝟙" * 26])
def test_no_address_breaks_a_door(shop: Caller, value: str) -> None:
    for path in (f"/customers/{value}", f"/invoices/{value}/pdf", f"/payments/{value}", f"/refunds/{value}",
                 f"/paybacks/{value}", f"/disputes/{value}", f"/transfers/{value}"):  # fmt: skip
        assert shop.client.get(V1 + path).status_code == 404


def test_a_broken_bearer_tells_no_more_than_a_wrong_one(db: None) -> None:
    said = {Client().get(f"{V1}/customers", headers={"Authorization": f"Bearer {text}"}).json()["code"] for text in
            ("x", "tk_test_00000000_" + "0" * 52, "\0")}  # fmt: skip
    assert said == {"no_key"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
LINE = st.fixed_dictionaries(
    {},
    optional={
        "description": JSON | st.just("x"),
        "quantity": JSON | st.sampled_from(["1", "0.0001", "999999999.9999", "1e9"]),
        "unit_price_minor": JSON | st.sampled_from([0, 1, 10**13, 2**63]),
        "discount_minor": JSON | st.sampled_from([0, 1, 10**13]),
        "tax_class": JSON | st.sampled_from(["vat", "zero_rated", "exempt", "non_vat"]),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_draft_breaks_the_door(shop: Caller, data: st.DataObject) -> None:
    customer = _customer()
    body = {
        "customer": data.draw(st.just(customer) | JSON),
        "lines": data.draw(st.lists(LINE, max_size=3) | JSON),
        "vat_mode": data.draw(st.sampled_from(["inclusive", "exclusive", "both"])),
        "currency": data.draw(st.sampled_from(["PHP", "JPY", "XXX", "QQQ", "php"])),
        "due_on": data.draw(st.none() | st.dates().map(str) | st.text(max_size=10)),
    }
    response = shop.post("/invoices", body)
    assert response.status_code in {201, 400, 404, 422}, response.content


def _customer() -> str:
    found = Customer.objects.first()
    return found.public_id if found else make_invoice().customer_ref
