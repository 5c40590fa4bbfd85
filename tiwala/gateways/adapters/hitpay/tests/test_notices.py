"""HitPay's two proofs against the published vectors, and what a proven notice is about."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways.adapters.hitpay import proof
from tiwala.gateways.adapters.hitpay.adapter import build
from tiwala.gateways.adapters.hitpay.tests.scripted import FACTS, ID, KEY, OTHER, PAID, SALT, charge, request
from tiwala.gateways.port import NoticeFacts, NoticeRefused, RawNotice
from tiwala.kit import clock

VECTOR_SALT = "salt123"
EVENT_BODY = b'{"id":"x","amount":1.11}'
EVENT_HEX = "2313824432e973e6cc1e22f521a565551974c237f549a5d0a96b6c915e1af72e"
FORM = {
    "payment_id": "p1",
    "payment_request_id": "r1",
    "reference_number": "ABC123",
    "phone": "",
    "amount": "599.00",
    "currency": "SGD",
    "status": "completed",
}
FORM_SIGNED = b"amount599.00currencySGDpayment_idp1payment_request_idr1phonereference_numberABC123statuscompleted"
FORM_HMAC = "7305041a17e9ff7f4f6415a459ec7e59fcbcc4894f9edd05a974e919e79b32ea"
GATEWAY = build(FACTS)


def event(body, *, about="payment_request", name="completed", salt=SALT, mode="live"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    made = hmac.new(salt.encode(), raw, hashlib.sha256).hexdigest()
    headers = {proof.SIGNATURE: made, proof.EVENT: name, proof.OBJECT: about}
    return RawNotice(headers, raw, "203.0.113.9", mode, clock.machine_now())


def form(salt=SALT, **changes):
    fields = FORM | {"payment_id": PAID, "payment_request_id": ID, "reference_number": KEY} | changes
    made = hmac.new(salt.encode(), proof.signed_in(fields), hashlib.sha256).hexdigest()
    body = urlencode(fields | {"hmac": made}).encode()
    return RawNotice({}, body, "203.0.113.9", "live", clock.machine_now())


def test_the_published_vectors_hold():
    assert proof.check(EVENT_HEX, EVENT_BODY, secrets=[VECTOR_SALT]) == "ok"
    assert proof.signed_in(FORM) == FORM_SIGNED
    assert proof.check(FORM_HMAC, proof.signed_in(FORM | {"hmac": FORM_HMAC}), secrets=["old", VECTOR_SALT]) == "ok"
    assert proof.check(EVENT_HEX, EVENT_BODY + b" ", secrets=[VECTOR_SALT]) == "bad_proof"


def test_a_form_proves_itself_and_names_the_try():
    facts = GATEWAY.read_notice(form())
    assert isinstance(facts, NoticeFacts)
    assert (facts.kind, facts.attempt_key, facts.reference, facts.name) == ("payment", KEY, ID, "completed")
    assert facts.event_id == f"form:{ID}:{PAID}:completed"


@pytest.mark.parametrize("wrong", [{"salt": "another"}, {"salt": ""}])
def test_a_form_under_another_salt_is_refused(wrong):
    assert GATEWAY.read_notice(form(**wrong)) == NoticeRefused("bad_proof")


def test_a_form_with_one_field_changed_or_named_twice_is_refused():
    raw = form()
    for body in (raw.body.replace(b"599.00", b"599.01"), raw.body + b"&status=failed", raw.body + b"&phone=1"):
        assert isinstance(GATEWAY.read_notice(replace(raw, body=body)), NoticeRefused)


def test_a_form_about_nothing_of_theirs_is_unreadable():
    assert GATEWAY.read_notice(form(payment_request_id="../x")) == NoticeRefused("unreadable")


def test_a_form_is_not_taken_for_an_event_nor_the_other_way_round():
    raw = form()
    with_header = replace(raw, headers={proof.SIGNATURE: "0" * 64})
    assert GATEWAY.read_notice(with_header) == NoticeRefused("bad_proof")
    assert GATEWAY.read_notice(replace(event(request()), headers={})) == NoticeRefused("no_proof")


def test_an_account_without_a_salt_believes_nobody():
    bare = build(replace(FACTS, notice_secrets=()))
    assert bare.read_notice(event(request(), salt="")) == NoticeRefused("no_proof")
    assert bare.read_notice(form(salt="")) == NoticeRefused("no_proof")


def test_a_paid_request_names_the_try():
    facts = GATEWAY.read_notice(event(request(status="completed", payments=[{"id": PAID, "status": "succeeded"}])))
    assert (facts.kind, facts.attempt_key, facts.reference) == ("payment", KEY, ID)
    assert facts.name == "payment_request.completed"


def test_a_page_paid_twice_names_the_second_payment():
    payments = [{"id": one, "status": "succeeded"} for one in (PAID, OTHER)]
    facts = GATEWAY.read_notice(event(request(status="completed", payments=payments)))
    assert (facts.attempt_key, facts.reference) == (KEY, f"charges/{OTHER}")
    failed = [{"id": PAID, "status": "succeeded"}, {"id": OTHER, "status": "failed"}]
    assert GATEWAY.read_notice(event(request(status="completed", payments=failed))).reference == ID


@pytest.mark.parametrize("about", ["charge", ""])
def test_a_charge_names_its_request_and_each_refund_is_news(about):
    first = GATEWAY.read_notice(event(charge(refunded_amount=0), about=about, name="created"))
    later = GATEWAY.read_notice(event(charge(refunded_amount=60.5), about=about, name="updated"))
    assert (first.kind, first.reference, first.attempt_key) == ("payment", ID, "")
    assert first.event_id != later.event_id


@pytest.mark.parametrize("body", [charge(payment_request_id=None), charge(payment_request_id="../x")])
def test_a_charge_of_shop_or_till_is_kept_and_not_acted_on(body):
    facts = GATEWAY.read_notice(event(body, about="charge", name="created"))
    assert (facts.kind, facts.attempt_key, facts.reference) == ("other", "", "")


@pytest.mark.parametrize("about", ["payout", "order", "invoice", "transfer", "recurring_billing", "moon"])
def test_other_things_are_kept_and_not_acted_on(about):
    facts = GATEWAY.read_notice(event({"id": ID, "status": "succeeded", "amount": 1}, about=about))
    assert (facts.kind, facts.reference) == ("other", "")


@given(st.one_of(st.binary(max_size=300), st.from_regex(rb"[a-z_]{1,12}=[^&]{0,20}(&hmac=[0-9a-f]{0,70})?")))
def test_whatever_the_bytes_are_it_never_raises(body):
    for raw in (RawNotice({}, body, "", "live", clock.machine_now()), event(body)):
        assert isinstance(GATEWAY.read_notice(raw), NoticeFacts | NoticeRefused)


PLAIN = st.none() | st.booleans() | st.floats() | st.text(max_size=8)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3)))
def test_a_proven_one_with_any_value_anywhere_never_raises(value):
    for true in (request(payments=[{"id": PAID, "status": "succeeded"}]), charge(refunded_amount=1)):
        for name in true:
            about = "charge" if "payment_request_id" in true else "payment_request"
            outcome = GATEWAY.read_notice(event(true | {name: value}, about=about))
            assert isinstance(outcome, NoticeFacts | NoticeRefused)
