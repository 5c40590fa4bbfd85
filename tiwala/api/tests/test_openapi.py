"""The description says what the doors do."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
import schemathesis.specs.openapi.checks as openapi
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from urllib3 import HTTPResponse

from tests.makers import make_invoice
from tiwala.api.openapi import description, operations
from tiwala.api.tests.caller import Caller
from tiwala.invoicing.models import Invoice

SAID: dict[str, Any] = json.loads(description())
SCHEMA = schemathesis.openapi.from_dict(SAID)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]


def test_it_is_openapi_3_1_and_names_every_operation() -> None:
    assert SAID["openapi"].startswith("3.1")
    named = {one["operationId"] for path in SAID["paths"].values() for one in path.values()}
    assert named == {operation.operation_id for operation in operations()}
    assert all(path.startswith("/api/v1/") for path in SAID["paths"])


def test_it_says_the_scope_the_key_and_the_problems_of_each() -> None:
    start = SAID["paths"]["/api/v1/payments"]["post"]
    assert start["x-scope"] == "payment.start"
    assert [one["name"] for one in start["parameters"]] == ["Idempotency-Key"]
    assert "application/problem+json" in start["responses"]["422"]["content"]
    assert SAID["components"]["securitySchemes"]["ApiKey"] == {"type": "http", "scheme": "bearer"}


def test_anyone_may_read_it(db: None) -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response["Content-Type"] == "application/json"
    assert response.content == description()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_answered_is_what_was_described(shop: Caller, operation: Any, data: st.DataObject) -> None:
    known = _known()
    mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    for name in set(case.path_parameters or {}) & known.keys():
        if data.draw(st.booleans()):
            case.path_parameters[name] = known[name]
    if isinstance(case.body, dict) and "customer" in case.body:
        case.body["customer"] = known["customer_id"]
    headers = {"Authorization": f"Bearer {shop.text}", "Idempotency-Key": str(uuid4())}
    case.validate_response(_sent(case, headers), checks=CHECKS)


def _sent(case: schemathesis.Case, headers: dict[str, str]) -> requests.Response:
    """Through Django's own client, inside the test's transaction, and back as what the checks read."""
    kept = {"method", "url", "headers", "files", "data", "params", "json", "cookies"}
    asked = case.as_transport_kwargs(base_url="http://localhost", headers=headers)
    request = requests.Request(**{name: value for name, value in asked.items() if name in kept}).prepare()
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    said = {name: value for name, value in request.headers.items() if name != "Content-Length"}
    kind = said.pop("Content-Type", "application/octet-stream")
    client = Client(raise_request_exception=False)
    answer = client.generic(request.method, request.url, body, content_type=_text(kind), headers=_texts(said))
    response = requests.Response()
    response.status_code, response._content, response.request = answer.status_code, answer.content, request
    response.elapsed = timedelta()
    response.headers.update(answer.headers)
    response.raw = HTTPResponse(body=b"", headers=dict(answer.headers), version=11)
    return response


def _texts(headers: dict[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in headers.items()}


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _known() -> dict[str, str]:
    invoice = Invoice.objects.first() or make_invoice()
    return {"invoice_id": invoice.public_id, "customer_id": invoice.customer_ref}
