"""PayMongo's wire: proofs by the published scheme, odd answers, addresses, modes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways.adapters.paymongo import addresses, codes, events, lines, signature, wire
from tiwala.gateways.adapters.paymongo.methods import METHODS, OUR_NAMES, THEIR_NAMES
from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.outcomes import Declined, DeclineReason, RefundFailure, Unknown, Why
from tiwala.gateways.port import LookUp, NoticeFacts, NoticeRefused, RefundRequest
from tiwala.gateways.reading import UnreadableError, load
from tiwala.gateways.tests.contract import ask, begin, new_key, paid, peso
from tiwala.kit import clock

VECTOR = {
    # Made with the scheme of PayMongo's "Securing a webhook" page, apart from this code.
    "secret": "whsk_test_secret",
    "t": 1496734173,
    "body": b'{"data":{"id":"evt_1"}}',
    "header": "t=1496734173,te=b090134771157009452f2eec8e5b66633d7162f0f603ea86471af2f6abc481c4,li=",
}
AT = datetime.fromtimestamp(1496734173, UTC)

pytestmark = pytest.mark.journey

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
names = st.sampled_from(
    ["id", "status", "payments", "payment_intent", "livemode", "reference_number", "checkout_url", "metadata", "type"]
)
near_misses = st.dictionaries(names, json_values, max_size=9).map(
    lambda attributes: {"data": {"id": "cs_1", "type": "checkout_session", "attributes": attributes}}
)


@pytest.fixture
def harness(stand_in, mailbox):
    return PayMongoHarness(stand_in("paymongo"), mailbox)


def test_the_published_scheme_is_kept():
    secret, header = VECTOR["secret"], VECTOR["header"]
    assert signature.sign(secret, VECTOR["t"], VECTOR["body"]) == header
    assert signature.check(header, VECTOR["body"], secrets=[secret], at=AT, mode="test") == "ok"
    assert signature.check(header, VECTOR["body"], secrets=[secret], at=AT, mode="live") == "no_proof"
    live = signature.sign(secret, VECTOR["t"], VECTOR["body"], mode="live")
    assert signature.check(live, VECTOR["body"], secrets=[secret], at=AT, mode="live") == "ok"


def test_a_retry_that_carries_the_first_proof_is_taken_until_their_last_one():
    secret, header = VECTOR["secret"], VECTOR["header"]
    ends = {timedelta(minutes=137): "ok", timedelta(hours=3, seconds=1): "stale", timedelta(seconds=-301): "stale"}
    for after, proof in ends.items():
        assert signature.check(header, VECTOR["body"], secrets=[secret], at=AT + after, mode="test") == proof


def test_no_secret_is_no_proof_however_it_was_signed():
    header = signature.sign("", VECTOR["t"], VECTOR["body"])
    for secrets in ((), ("",), ("", "whsk_other")):
        assert signature.check(header, VECTOR["body"], secrets=secrets, at=AT, mode="test") in ("no_proof", "bad_proof")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//checkout.paymongo.com/x", "http://checkout.paymongo.com/x", "data:text/html,x"]
)
def test_a_payer_of_real_money_is_sent_on_by_https_alone(url):
    attributes = {"livemode": True, "payments": [], "status": "active", "checkout_url": url}
    with pytest.raises(UnreadableError):
        wire.session({"data": {"id": "cs_1", "attributes": attributes}}, account="a", mode="live")


@pytest.mark.parametrize("reason", ["", "Two\nlines", "long " * 100])
def test_a_refund_is_known_by_its_metadata_or_by_its_notes_alone(reason):
    key = new_key()
    sent = wire.refund_body(RefundRequest("cs_1", peso("1.00"), key, reason=reason), "pay_1")["data"]["attributes"]
    assert len(sent["notes"]) <= 255
    assert wire.refund_key(sent) == wire.refund_key({"notes": sent["notes"]}) == key
    assert wire.refund_key({"metadata": sent["metadata"], "notes": None}) == key
    assert wire.refund_key({"notes": "Given back on the dashboard", "metadata": None}) == ""


def test_a_request_is_as_their_reference_has_it(harness):
    request = ask(harness, peso("1234.56"), method="maya", cancel_url="http://localhost:8000/no")
    assert wire.start_body(request)["data"]["attributes"] == {
        "line_items": [{"name": "Invoice 0001", "amount": 123456, "currency": "PHP", "quantity": 1}],
        "payment_method_types": ["paymaya"],
        "reference_number": request.attempt_key,
        "description": f"Invoice 0001 [{request.attempt_key}]",
        "show_description": False,
        "success_url": "http://localhost:8000/back",
        "cancel_url": "http://localhost:8000/no",
        "send_email_receipt": False,
        "metadata": {"attempt": request.attempt_key},
    }


def test_our_key_is_read_from_our_own_marks_first():
    key = new_key()
    theirs = {"external_reference_number": "LINK-77", "description": f"Invoice [x] [{key}]"}
    assert wire.key_of(theirs) == key
    assert wire.key_of(theirs | {"metadata": {"attempt": "att_other"}}) == "att_other"
    assert wire.key_of({"external_reference_number": "LINK-77", "description": f"[{key}] Invoice"}) == "LINK-77"
    assert wire.key_of({"description": None, "metadata": []}) == ""


@pytest.mark.parametrize(
    ("code", "call", "refund"),
    [
        ("parameter_below_minimum", DeclineReason.AMOUNT_NOT_ALLOWED, RefundFailure.GATEWAY_REFUSED),
        ("parameter_invalid", DeclineReason.METHOD_UNAVAILABLE, RefundFailure.GATEWAY_REFUSED),
        ("available_balance_insufficient", None, RefundFailure.GATEWAY_REFUSED),
        ("allowed_date_exceeded", None, RefundFailure.NOT_REFUNDABLE),
        ("provider_processing_error", None, None),
        ("resource_processing_error", None, None),
        ("a_code_of_tomorrow", None, None),
        ("", None, None),
    ],
)
def test_only_codes_that_are_certain_are_a_no(code, call, refund):
    problem = {"errors": [{"code": code, "detail": "x"}]}
    assert codes.refused_call(400, problem) == call
    assert codes.refused_refund(400, problem) == refund


def test_fees_are_their_list_prices_and_banks_have_a_least():
    fees = {method.name: method.fee for method in METHODS}
    assert fees["card"].of(peso("1000.00")) == peso("50.00")
    assert fees["bank_bpi"].of(peso("1000.00")) == peso("15.00")
    assert fees["bank_bpi"].of(peso("10000.00")) == peso("80.00")
    assert fees["shopeepay"] is None


@pytest.mark.parametrize("header", ["", "t=1", "te=aa", "t=x,te=aa", "t=1,t=2,te=aa", "t=1,te=a,te=b", "t=" + "9" * 20])
def test_a_header_that_is_none_proves_nothing(header):
    assert signature.check(header, b"{}", secrets=["s"], at=AT, mode="test") == "no_proof"


@given(near_misses | json_values)
def test_whatever_they_answer_is_an_outcome_or_unreadable(value):
    body = json.dumps(value).encode()
    day = clock.today("Asia/Manila")
    readers = (
        lambda found: wire.session(found, account="a", mode="test"),
        lambda found: wire.payment_alone(found, account="a", mode="test"),
        lambda found: wire.refund(found, account="a", mode="test"),
        lambda found: events.read(found, mode="test"),
        lambda found: wire.payment_to_refund(found, peso("1.00")),
        wire.payment_ids,
        wire.session_process_id,
        addresses.webhook,
        lines.page,
        lambda found: list(lines.payment_line(found, day)),
        lambda found: list(lines.refund_line(found, day)),
        lambda found: list(lines.payout_line(found, day)),
    )
    for reader in readers:
        try:
            reader(load(body))
        except UnreadableError:
            continue


@given(json_values)
def test_a_refusal_that_makes_no_sense_is_no_no(problem):
    found = problem if isinstance(problem, dict) else {}
    assert codes.refused_call(400, found) is None or codes.error_code(found)
    assert codes.refused_refund(400, found) is None or codes.error_code(found)


def test_our_names_and_theirs_are_one_to_one():
    assert len(OUR_NAMES) == len(THEIR_NAMES) == len(METHODS)
    assert {method.name for method in METHODS} == set(THEIR_NAMES)


def test_the_other_mode_is_never_believed(harness):
    request, reference = paid(harness)
    live = type(harness.gateway)(replace(harness.facts, mode="live"))
    assert live.look_up(LookUp(request.attempt_key, reference)) == Unknown(Why.UNREADABLE)


def test_a_payment_is_found_by_its_own_id(harness):
    request, _ = paid(harness)
    line = next(iter(harness.gateway.statement(clock.today("Asia/Manila"))))
    found = harness.gateway.look_up(LookUp(request.attempt_key, line.reference))
    assert (found.attempt_key, found.amount) == (request.attempt_key, request.amount)


def test_what_it_does_not_offer_is_declined_before_anything_is_sent(harness):
    gone = harness.with_dead_line()
    for changes in ({"token": "tok_1"}, {"capture": "manual"}, {"method": "otc"}):
        assert gone.start(ask(harness, **changes)) == Declined(DeclineReason.METHOD_UNAVAILABLE)


def test_below_their_smallest_amount_is_declined(harness):
    assert harness.gateway.start(ask(harness, peso("19.99"))) == Declined(DeclineReason.AMOUNT_NOT_ALLOWED)


def test_a_disputed_payment_is_told_and_takes_no_refund(harness):
    _, reference = paid(harness)
    harness._act(reference, "dispute", {})
    facts = harness.gateway.read_notice(harness.notice_named("dispute.created"))
    assert isinstance(facts, NoticeFacts)
    assert facts.kind == "dispute"
    refused = harness.gateway.refund(RefundRequest(reference, peso("1.00"), new_key()))
    assert refused.reason == RefundFailure.NOT_REFUNDABLE


def test_a_body_of_many_megabytes_is_no_notice(harness):
    raw = harness.forge(b'{"data": "' + b"x" * 3_000_000 + b'"}', at=clock.machine_now())
    assert harness.gateway.read_notice(raw) == NoticeRefused("unreadable")


def test_nothing_about_a_person_is_sent(harness):
    request, _ = begin(harness)
    sent = json.dumps(wire.start_body(request))
    assert "billing" not in sent
    assert "email" not in sent.replace("send_email_receipt", "")
