"""Their notices, in every shape their documents show, and in those nobody should send."""

from __future__ import annotations

import json

import pytest

from tiwala.gateways.adapters.xendit import proof
from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.adapters.xendit.tests.test_bodies import FACTS
from tiwala.gateways.port import NoticeFacts, NoticeRefused, RawNotice
from tiwala.kit import clock

REFUND = {"id": "rfd-1", "payment_id": "ddpy-1", "amount": 100, "status": "SUCCEEDED", "reference_id": "ref_1"}
PAYMENT = {
    "payment_id": "py-1",
    "payment_request_id": "pr-2",
    "reference_id": "att_1",
    "type": "SINGLE_PAYMENT",
    "status": "SUCCEEDED",
    "currency": "PHP",
    "request_amount": 1500.00,
    "channel_code": "GCASH",
}
SESSION = {
    "payment_session_id": "ps-4",
    "reference_id": "att_1",
    "status": "COMPLETED",
    "payment_request_id": "pr-2",
    "payment_id": "py-1",
    "payment_token_id": None,
}


def read(event: dict, *, headers: dict | None = None, mode: str = "test", facts=FACTS):
    told = {proof.TOKEN: "tok", proof.EVENT: "evt-1"} if headers is None else headers
    raw = RawNotice(told, json.dumps(event).encode(), "127.0.0.1", mode, clock.machine_now())
    return build(facts).read_notice(raw)


def wrapped(name: str, data: dict, **more: object) -> dict:
    return {"event": name, "business_id": "biz", "created": "2026-01-02T03:04:05.000Z", "data": data} | more


def test_a_page_names_itself():
    found = read(wrapped("payment_session.completed", SESSION))
    assert found == NoticeFacts("evt-1", "payment", "att_1", "ps-4", "biz", "payment_session.completed")


@pytest.mark.parametrize("name", ["payment.capture", "payment.authorization", "payment.failure", "payment.expiry"])
def test_a_payment_on_a_page_is_known_by_our_key_alone(name):
    found = read(wrapped(name, PAYMENT))
    assert (found.kind, found.attempt_key, found.reference) == ("payment", "att_1", "")


def test_a_payment_that_we_asked_for_ourselves_names_its_request():
    found = read(wrapped("payment.capture", PAYMENT | {"metadata": {"tiwala": "direct"}}))
    assert (found.attempt_key, found.reference) == ("att_1", "pr-2")


@pytest.mark.parametrize("data", [REFUND, wrapped("refund.succeeded", REFUND)])
def test_a_refund_is_read_in_one_envelope_and_in_two(data):
    found = read(wrapped("refund.succeeded", data))
    assert (found.kind, found.attempt_key, found.reference) == ("refund", "ref_1", "rfd-1")


def test_a_dispute_comes_without_an_envelope():
    flat = {"event": "dispute.action_required", "id": "mi-dspt-1", "status": "ACTION_REQUIRED", "reference_id": "att_1"}
    found = read(flat)
    assert (found.kind, found.reference, found.account) == ("dispute", "mi-dspt-1", "")


@pytest.mark.parametrize(("name", "kind"), [("payout.succeeded", "payout"), ("payment_token.activation", "other")])
def test_what_moves_no_payment_of_ours_names_none(name, kind):
    found = read(wrapped(name, {"id": "x-1", "reference_id": "att_1", "payment_token_id": "pt-1"}))
    assert (found.kind, found.reference) == (kind, "")
    assert kind != "other" or found.attempt_key == ""


def test_without_an_id_of_theirs_one_is_made_of_what_stays_the_same():
    bare = {proof.TOKEN: "tok"}
    first = read(wrapped("payment_session.completed", SESSION), headers=bare)
    again = read(wrapped("payment_session.completed", SESSION, created="2026-02-02T00:00:00Z"), headers=bare)
    other = read(wrapped("payment_session.completed", SESSION | {"payment_session_id": "ps-5"}), headers=bare)
    expired = read(wrapped("payment_session.expired", SESSION | {"status": "EXPIRED"}), headers=bare)
    assert first.event_id == again.event_id
    assert len({first.event_id, other.event_id, expired.event_id}) == 3


@pytest.mark.parametrize("event_id", ["", "x" * 500, "a b", "ü", "a\nb"])
def test_an_id_that_cannot_be_kept_is_not_taken(event_id):
    found = read(wrapped("payment.capture", PAYMENT), headers={proof.TOKEN: "tok", proof.EVENT: event_id})
    assert found.event_id == "payment.capture:py-1:SUCCEEDED"


@pytest.mark.parametrize("token", ["tok2", "TOK", "to", "tok ", "tök", "\udce9", "t" * 10_000])
def test_another_token_proves_nothing(token):
    assert isinstance(read(wrapped("payment.capture", PAYMENT), headers={proof.TOKEN: token}), NoticeRefused)


def test_an_account_without_a_token_believes_nobody():
    for secrets in ((), ("",), ("", "")):
        facts = type(FACTS)("test", "biz", FACTS.base_url, FACTS.keys, secrets)
        for given in ("", "tok"):
            refused = read(wrapped("payment.capture", PAYMENT), headers={proof.TOKEN: given}, facts=facts)
            assert refused == NoticeRefused("no_proof")


def test_another_business_is_refused_even_with_our_token():
    assert read(wrapped("payment.capture", PAYMENT, business_id="other")) == NoticeRefused("wrong_account")
    flat = {"event": "dispute.won", "id": "mi-dspt-1", "business_id": "other"}
    assert read(flat) == NoticeRefused("wrong_account")


def test_the_other_mode_is_refused():
    assert read(wrapped("payment.capture", PAYMENT), mode="live") == NoticeRefused("wrong_mode")


@pytest.mark.parametrize(
    "event",
    [
        wrapped("payment.capture", {}),
        wrapped("payment.capture", {"payment_id": 7}),
        wrapped("refund.failed", {"reference_id": "ref_1"}),
        {"event": "payment.capture", "business_id": "biz"},
        {"event": "payment.capture", "data": PAYMENT},
        {"event": 7, "business_id": "biz", "data": PAYMENT},
        {"id": "65fc", "external_id": "INV-1", "status": "PAID", "amount": 1},
        wrapped("refund.succeeded", {"event": "refund.succeeded", "data": "x"}),
    ],
)
def test_what_names_nothing_is_kept_as_unreadable(event):
    assert read(event) == NoticeRefused("unreadable")


def test_the_amount_in_a_notice_is_never_believed():
    found = read(wrapped("payment.capture", PAYMENT | {"request_amount": 999_999_999}))
    assert "999" not in repr(found)
