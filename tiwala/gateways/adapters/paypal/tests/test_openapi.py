"""Every call we make, and every answer and event of our stand-in, fits PayPal's own OpenAPI documents."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from openapi_schema_validator import OAS30Validator

from tiwala.gateways.outcomes import Approved, Cancelled, NeedsPayer, RefundDone
from tiwala.gateways.port import LookUp, LookUpRefund, MethodForgotten, RefundRequest
from tiwala.gateways.tests.contract import ask, begin, kept_token, new_key, paid, peso
from tiwala.kit import clock, http

HERE = Path(__file__).parent / "spec"
ORDERS, PAYMENTS, DISPUTES, VAULT, HOOKS = (
    json.loads((HERE / f"{name}-cut.json").read_text())
    for name in (
        "checkout_orders_v2",
        "payments_payment_v2",
        "customer_disputes_v1",
        "vault_payment_tokens_v3",
        "notifications_webhooks_v1",
    )
)
CALLED = (ORDERS, PAYMENTS, DISPUTES, VAULT)
KNOWN = {(verb.upper(), path): doc for doc in CALLED for path in doc["paths"] for verb in doc["paths"][path]}
TOKEN = "/v1/oauth2/token"
OUR_NAMES = {"merchant_id"}
"""In the stand-in accounts have names of our own; theirs are thirteen letters."""


def whole(doc, schema, *, must):
    """The schema with all that it points to inside it, its parts as one, and closed: a name they do not know is wrong.

    Without `must` nothing has to be there: our stand-in does not say all that they do.
    """
    if "$ref" in schema:
        return whole(doc, inside(doc, schema["$ref"]), must=must)
    made = {name: value for name, value in schema.items() if name not in ("allOf", "properties", "items", "required")}
    for one in schema.get("allOf", []):
        part = whole(doc, one, must=must)
        names = {**made.get("properties", {}), **part.pop("properties", {})}
        needed = [*made.get("required", []), *part.pop("required", [])]
        made = {**made, **part, "properties": names, "required": needed}
    if "properties" in schema:
        own = {name: whole(doc, one, must=must) for name, one in schema["properties"].items()}
        own |= {} if must else {name: {"type": "string"} for name in OUR_NAMES & set(own)}
        made["properties"] = {**made.get("properties", {}), **own}
    if made.get("properties"):
        made.setdefault("additionalProperties", False)
    if "items" in schema:
        made["items"] = whole(doc, schema["items"], must=must)
    needed = [*made.pop("required", []), *schema.get("required", [])]
    return {**made, "required": needed} if must and needed else made


def inside(doc, ref):
    found = doc
    for name in ref.removeprefix("#/").split("/"):
        found = found[name]
    return found


def opened(doc, found):
    return opened(doc, inside(doc, found["$ref"])) if "$ref" in found else found


def place_of(request):
    """The documents' own name of a call."""
    for verb, path in KNOWN:
        if verb == request.method and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), request.url.path):
            return verb, path
    raise AssertionError(f"no such call: {request.method} {request.url.path}")


def operation_of(request):
    verb, path = place_of(request)
    doc = KNOWN[verb, path]
    return doc, doc["paths"][path][verb.lower()]


def assert_fits(value, schema, where):
    wrong = [f"{list(error.path)}: {error.message[:300]}" for error in OAS30Validator(schema).iter_errors(value)]
    assert not wrong, (where, wrong)


def sent_schema(request):
    doc, operation = operation_of(request)
    body = opened(doc, operation["requestBody"])["content"]["application/json"]
    return whole(doc, body["schema"], must=True)


def every_verb(harness):
    """Each verb in each of its ways, as the house may ask for it."""
    gateway = harness.gateway
    first = ask(harness, peso("999999.99"), cancel_url="http://localhost:8000/pay", description="Bill 1 · école " * 30)
    page = gateway.start(first)
    assert isinstance(page, NeedsPayer)
    gateway.look_up(LookUp(first.attempt_key, page.reference))
    harness.act(page.reference, "pay")
    assert isinstance(gateway.look_up(LookUp(first.attempt_key, page.reference)), Approved)
    back = RefundRequest(page.reference, peso("12.50"), new_key(), reason="Not wanted")
    done = gateway.refund(back)
    assert isinstance(done, RefundDone)
    gateway.refund(RefundRequest(page.reference, harness.slow_refund, new_key()))
    gateway.look_up_refund(LookUpRefund(back.key, done.reference))
    gateway.look_up_refund(LookUpRefund(back.key, payment_reference=page.reference))
    _, other = begin(harness)
    assert gateway.cancel(other.reference, key=new_key()) == Cancelled(other.reference)
    set_aside(harness)
    keep(harness)
    quarrel(harness)


def keep(harness):
    """A PayPal account kept with a payment, charged with its payer away and there, and ended."""
    token = kept_token(harness)
    assert isinstance(harness.gateway.start(ask(harness, token=token)), Approved)
    assert isinstance(harness.gateway.start(ask(harness, token=token, payer_present=True)), Approved)
    assert harness.gateway.forget_method(token, key=new_key()) == MethodForgotten()


def set_aside(harness):
    """Money held: a part of it taken, all of it let go."""
    for taken in (True, False):
        request, held = begin(harness, capture="manual")
        harness.authorize(held.reference)
        if taken:
            assert isinstance(harness.gateway.capture(held.reference, amount=peso("50.00"), key=new_key()), Approved)
        else:
            assert harness.gateway.cancel(held.reference, key=new_key()) == Cancelled(held.reference)
        harness.gateway.look_up(LookUp(request.attempt_key, held.reference))


def quarrel(harness):
    """Disputes in each of their states, one of them listed on a page of its own."""
    for won in (True, False):
        dispute = harness.dispute(paid(harness)[1])
        harness.act(dispute, "review")
        harness.end_dispute(dispute, won=won)
    asked = str(harness.act(paid(harness)[1], "dispute", stage="INQUIRY")["dispute_id"])
    harness.act(asked, "escalate")
    assert harness.gateway.look_up_dispute(asked).is_taken
    assert len(harness.gateway.list_disputes(clock.now() - timedelta(days=1))) == 3


@pytest.fixture(scope="module")
def _seen():
    return {}


@pytest.fixture
def seen(harness, _seen):
    """All that goes to and fro when every verb is asked in every way, gathered once; tokens are no part of it."""
    if not _seen:
        calls, line = [], httpx.HTTPTransport(trust_env=False)

        def remember(request):
            answer = line.handle_request(request)
            body = answer.read()
            answer.close()
            calls.append((request, httpx.Response(answer.status_code, content=body)))
            return httpx.Response(answer.status_code, headers=answer.headers, content=body)

        with http.use_transport(remember):
            every_verb(harness)
        line.close()
        _seen["tokens"] = [pair for pair in calls if pair[0].url.path == TOKEN]
        _seen["calls"] = [pair for pair in calls if pair[0].url.path != TOKEN]
    return _seen


@pytest.mark.journey
class TestDocuments:
    def test_the_walk_makes_every_call_there_is(self, seen):
        assert {place_of(request) for request, _ in seen["calls"]} == set(KNOWN)

    def test_every_body_is_as_the_documents_say(self, seen):
        bodies = [request for request, _ in seen["calls"] if request.method in ("POST", "PATCH") and request.content]
        assert len(bodies) >= 6
        for request in bodies:
            assert request.headers["content-type"] == "application/json"
            assert_fits(json.loads(request.content), sent_schema(request), place_of(request))

    def test_every_header_and_id_is_as_the_documents_say(self, seen):
        for request, _ in seen["calls"]:
            doc, operation = operation_of(request)
            known = {one["name"]: one for one in (opened(doc, given) for given in operation["parameters"])}
            for name, value in request.url.params.items():
                given = int(value) if known[name]["schema"]["type"] == "integer" else value
                assert_fits(given, known[name]["schema"], (place_of(request), name))
            for name in ("PayPal-Request-Id", "Prefer"):
                assert (name in known) == (name in request.headers) or request.method != "POST"
                if request.method == "POST" and name in known:
                    assert_fits(request.headers[name], known[name]["schema"], (place_of(request), name))
            wanted = re.compile(re.sub(r"\{([^}]+)\}", r"(?P<\1>[^/]+)", place_of(request)[1]))
            for name, value in wanted.fullmatch(request.url.path).groupdict().items():
                assert_fits(value, known[name]["schema"], (place_of(request), name))

    def test_a_call_that_is_wrong_would_be_seen(self, seen):
        for request, _ in seen["calls"]:
            if request.method == "POST" and request.url.path == "/v2/checkout/orders":
                schema, body = sent_schema(request), json.loads(request.content)
                unit = body["purchase_units"][0]
                for wrong in (
                    {"intent": "TAKE"},
                    {"moon": 1},
                    {"purchase_units": []},
                    {"purchase_units": [unit | {"custom_id": "x" * 128}]},
                    {"purchase_units": [unit | {"amount": {"value": "1.00"}}]},
                    {"purchase_units": [unit | {"amount": {"value": 1, "currency_code": "PHP"}}]},
                    {"payment_source": {"paypal": {"experience_context": {"return": "https://x.example"}}}},
                ):
                    with pytest.raises(AssertionError):
                        assert_fits(body | wrong, schema, "wrong")

    def test_a_token_is_asked_for_as_a_form_with_the_apps_keys(self, seen):
        assert len(seen["tokens"]) == 1
        request, _ = seen["tokens"][0]
        assert request.content == b"grant_type=client_credentials"
        assert request.headers["authorization"].startswith("Basic ")

    def test_every_answer_of_the_stand_in_is_shaped_like_theirs(self, seen):
        for request, answer in seen["calls"]:
            doc, operation = operation_of(request)
            assert str(answer.status_code) in operation["responses"], place_of(request)
            told = operation["responses"][str(answer.status_code)].get("content")
            if told:
                schema = whole(doc, told["application/json"]["schema"], must=False)
                assert_fits(json.loads(answer.content), schema, place_of(request))

    def test_every_event_of_the_stand_in_is_shaped_like_theirs(self, harness):
        every_verb(harness)
        shapes = {
            "checkout-order": whole(ORDERS, {"$ref": "#/components/schemas/order"}, must=False),
            "capture": whole(PAYMENTS, {"$ref": "#/components/schemas/capture-2"}, must=False),
            "refund": whole(PAYMENTS, {"$ref": "#/components/schemas/refund"}, must=False),
            "authorization": whole(PAYMENTS, {"$ref": "#/components/schemas/authorization-2"}, must=False),
            "dispute": whole(DISPUTES, {"$ref": "#/components/schemas/dispute"}, must=False),
        }
        for kind, shape in shapes.items():
            _, body = harness._mailbox.wait(lambda said, kind=kind: said["resource_type"] == kind)
            said = json.loads(body)
            assert_fits(said, whole(HOOKS, {"$ref": "#/components/schemas/event"}, must=True), kind)
            assert_fits(said["resource"], shape, said["event_type"])
