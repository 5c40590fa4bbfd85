"""Every call we make, and every answer of our stand-in, fits Stripe's own OpenAPI document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4
from stripe import (
    _account,
    _balance_transaction,
    _charge,
    _dispute,
    _payment_intent,
    _payment_method,
    _refund,
    _webhook_endpoint,
)
from stripe.checkout import _session
from stripe.params import _payment_intent_create_params, _webhook_endpoint_create_params
from stripe.params.checkout import _session_create_params, _session_list_params
from stripe.radar import _early_fraud_warning

from tiwala.gateways.adapters.stripe import asking
from tiwala.gateways.adapters.stripe.tests.recording import every_verb, recorded

DOCUMENT = json.loads((Path(__file__).parent / "spec" / "stripe-openapi-2023-q2-cut.json").read_text())
PARTS = re.compile(r"\[([^\[\]]*)\]")

NEWER_ASKED = {
    ("GET", "/v1/checkout/sessions", "created"): _session_list_params.SessionListParams,
    ("POST", "/v1/checkout/sessions", "request_three_d_secure"): (
        _session_create_params.SessionCreateParamsPaymentMethodOptionsCard
    ),
}
"""Parameters that are newer than our copy of their document, and where their SDK has them."""
NEWER_ANSWERED = {
    "checkout.session": _session.Session,
    "payment_intent": _payment_intent.PaymentIntent,
    "charge": _charge.Charge,
    "refund": _refund.Refund,
    "dispute": _dispute.Dispute,
    "radar.early_fraud_warning": _early_fraud_warning.EarlyFraudWarning,
    "balance_transaction": _balance_transaction.BalanceTransaction,
    "payment_method": _payment_method.PaymentMethod,
    "webhook_endpoint": _webhook_endpoint.WebhookEndpoint,
    "account": _account.Account,
}
"""Their SDK's own account of each thing, for what our stand-in says beyond the document."""


def lenient(schema):
    """Without what must be there: our stand-in does not say all that they do."""
    if isinstance(schema, list):
        return [lenient(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: lenient(one) for name, one in schema.items() if not (name == "required" and isinstance(one, list))}
    if made.get("nullable") is True and "anyOf" in made:
        made["anyOf"] = [*made["anyOf"], {"nullable": True, "enum": [None]}]
    if made.get("nullable") is True and "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made


REGISTRY = Registry().with_resource("urn:stripe", DRAFT4.create_resource(lenient(DOCUMENT)))


@pytest.fixture(scope="module")
def _seen():
    return []


@pytest.fixture
def seen(harness, _seen):
    """All that goes to and fro when every verb is asked in every way, gathered once."""
    if not _seen:
        with recorded() as recorder:
            every_verb(harness)
        _seen.extend(recorder.seen)
    return _seen


@pytest.mark.journey
class TestDocument:
    def test_the_walk_makes_every_call_there_is(self, seen):
        made = {(request.method.lower(), path_of(request)) for request, _ in seen}
        known = {(verb, path) for path, verbs in DOCUMENT["paths"].items() for verb in verbs}
        assert made == known

    def test_every_call_is_as_the_document_says(self, seen):
        for request, _ in seen:
            operation = DOCUMENT["paths"][path_of(request)][request.method.lower()]
            where = f"{request.method} {path_of(request)}"
            check_query(request, operation["parameters"], where)
            if request.method == "POST":
                schema = closed(operation["form"], request)
                found = coerced(
                    nested(parse_qsl(request.content.decode(), strict_parsing=bool(request.content))), schema
                )
                assert_fits(found, schema, where)

    def test_a_call_that_is_wrong_would_be_seen(self):
        schema = DOCUMENT["paths"]["/v1/payment_intents"]["post"]["form"]
        for wrong in (
            {"currency": "php"},
            {"amount": "1.5", "currency": "php"},
            {"amount": "1", "currency": "php", "x": "1"},
        ):
            with pytest.raises(AssertionError):
                assert_fits(coerced(wrong, schema), schema, "wrong")

    def test_what_is_newer_is_in_their_sdk_of_our_version(self):
        for (_, _, name), shape in NEWER_ASKED.items():
            assert name in shape.__annotations__
        kinds = str(_webhook_endpoint_create_params.WebhookEndpointCreateParams.__annotations__["enabled_events"])
        assert all(f"'{name}'" in kinds or f'"{name}"' in kinds for name in asking.EVENTS)
        assert "capture_method" in _payment_intent_create_params.PaymentIntentCreateParams.__annotations__

    def test_the_version_we_pin_is_the_sdks(self):
        from stripe._api_version import _ApiVersion

        assert asking.API_VERSION == _ApiVersion.CURRENT

    def test_every_answer_of_the_stand_in_is_shaped_like_theirs(self, seen):
        checked = set()
        for _, answer in seen:
            if answer.status_code == 200:
                body = answer.json()
                for thing in body["data"] if body["object"] == "list" else [body]:
                    checked |= check_thing(thing)
        assert checked >= set(NEWER_ANSWERED)


def check_thing(thing):
    """A thing and the opened ones inside it; the kinds that were met."""
    kind, met = thing["object"], set()
    if kind in NEWER_ANSWERED and not thing.get("deleted"):
        met.add(kind)
        known = set(NEWER_ANSWERED[kind].__annotations__) | {"object"}
        assert set(thing) <= known, (kind, set(thing) - known)
        schema = DOCUMENT["components"]["schemas"].get(kind)
        if schema is not None:
            loose = {name: closed_again(one) for name, one in thing.items() if name in schema["properties"]}
            assert_fits(loose, {"$ref": f"urn:stripe#/components/schemas/{kind}"}, kind)
    for value in thing.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict) and inner.get("object") in NEWER_ANSWERED:
                met |= check_thing(inner)
    return met


def closed_again(value):
    """What was opened inside a thing is looked at by itself; here its id stands for it."""
    return value["id"] if isinstance(value, dict) and value.get("object") in NEWER_ANSWERED else value


def path_of(request):
    """The document's own name of a path."""
    for path in sorted(DOCUMENT["paths"], key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), request.url.path):
            return path
    raise AssertionError(f"no such path: {request.url.path}")


def check_query(request, parameters, where):
    asked = nested(list(request.url.params.multi_items()))
    known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
    for name, value in asked.items():
        if (request.method, path_of(request), name) not in NEWER_ASKED:
            assert name in known, f"{where}: {name}"
            assert_fits(coerced(value, known[name]), known[name], f"{where}: {name}")


def nested(pairs):
    """a[b]=c and a[0]=c as nested values."""
    found = {}
    for name, value in pairs:
        head, _, rest = name.partition("[")
        *steps, last = [head, *PARTS.findall("[" + rest)] if rest else [head]
        place = found
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = value
    return listed(found)


def listed(value):
    if not isinstance(value, dict):
        return value
    inner = {name: listed(one) for name, one in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner


def coerced(value, schema):
    """Form values, which are text, as the kind that the document wants, where they can be."""
    for one in schema.get("anyOf", []):
        if (one.get("type") in ("object", "array")) == isinstance(value, dict | list):
            return coerced(value, one)
    kind = schema.get("type")
    if isinstance(value, dict):
        inner, rest = schema.get("properties", {}), schema.get("additionalProperties")
        return {
            name: coerced(one, inner.get(name, rest if isinstance(rest, dict) else {})) for name, one in value.items()
        }
    if isinstance(value, list):
        return [coerced(one, schema.get("items", {})) for one in value]
    if kind == "integer":
        return int(value) if re.fullmatch(r"-?[0-9]+", value) else value
    return {"true": True, "false": False}.get(value, value) if kind == "boolean" else value


def closed(schema, request):
    """The schema with every group closed: a name they do not know is a mistake, unless it is known to be newer."""
    if isinstance(schema, list):
        return [closed(one, request) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(one, request) for name, one in schema.items()}
    if isinstance(schema.get("properties"), dict):
        newer = {name: {} for method, path, name in NEWER_ASKED if (method, path) == (request.method, path_of(request))}
        made["properties"] = {**newer, **made["properties"]}
        made["additionalProperties"] = False
    if "enum" in schema and {"charge.refunded", "payout.paid"} <= set(schema["enum"]):
        made["enum"] = [*schema["enum"], "refund.failed"]
    if "api_version" in schema.get("properties", {}):
        made["properties"]["api_version"] = {"type": "string"}  # their list of versions is garbled in our copy
    return made


def assert_fits(value, schema, where):
    wrong = [error.message[:300] for error in OAS30Validator(schema, registry=REGISTRY).iter_errors(value)]
    assert not wrong, (where, wrong)
