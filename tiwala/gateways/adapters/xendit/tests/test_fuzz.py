"""Whatever Xendit, or somebody who plays it, may send: an outcome or unreadable, never a crash."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiwala.gateways.adapters.xendit import disputes, notices, proof, refunding, statement, wire
from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.adapters.xendit.tests.test_bodies import FACTS
from tiwala.gateways.adapters.xendit.tests.test_notices import PAYMENT, REFUND, SESSION, wrapped
from tiwala.gateways.port import NoticeFacts, NoticeRefused, RawNotice
from tiwala.gateways.reading import UnreadableError, load
from tiwala.kit import clock

SHARED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
CARD = {"masked_card_number": "400000XXXXXX2503", "expiry_month": "12", "expiry_year": "2030", "network": "VISA"}
TRUE = (
    SESSION | {"business_id": "biz", "payment_link_url": "https://xen.to/x", "expires_at": "2026-01-02T03:04:05Z"},
    PAYMENT
    | {"business_id": "biz", "updated": "2026-01-02T03:04:05Z", "channel_properties": {"card_details": CARD}}
    | {"captures": [{"capture_amount": 1.5, "capture_timestamp": "2026-01-02T03:04:05Z"}]},
    REFUND | {"currency": "PHP", "updated": "2026-01-02T03:04:05Z"},
    {
        "payment_request_id": "pr-1",
        "status": "REQUIRES_ACTION",
        "reference_id": "att_1",
        "business_id": "biz",
        "actions": [{"type": "PRESENT_TO_CUSTOMER", "descriptor": "QR_STRING", "value": "000201"}],
        "channel_properties": {"expires_at": "2026-01-02T03:04:05Z"},
    },
    {
        "id": "txn_1",
        "type": "PAYMENT",
        "status": "SUCCESS",
        "currency": "PHP",
        "amount": 10.5,
        "net_amount": 10,
        "net_amount_currency": "PHP",
        "cashflow": "MONEY_IN",
        "created": "2026-01-02T03:04:05Z",
        "updated": "2026-01-02T03:04:05Z",
        "fee": {"xendit_fee": 0.5, "value_added_tax": 0, "status": "COMPLETED"},
        "product_data": {"payment_request_id": "pr-1"},
    },
    {
        "id": "mi-dspt-1",
        "status": "WON",
        "currency": "PHP",
        "amount": {"initial": "10.00", "terminal": None},
        "created_at": "2026-01-02T03:04:05Z",
        "due_date": "2026-01-09T03:04:05Z",
        "category": {"name": "fraud"},
    },
)
READERS = (
    wire.session,
    wire.request,
    wire.payment,
    wire.entry,
    wire.entries,
    refunding.refund,
    disputes.dispute,
    lambda data: statement.line_of(wire.entry(data)),
    lambda data: notices.read(data, event_id=""),
)

odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
near = st.sampled_from(TRUE).flatmap(
    lambda true: st.dictionaries(st.sampled_from(sorted(true)), odd, max_size=4).map(lambda changes: true | changes)
)
events = st.sampled_from(["payment.capture", "payment_session.completed", "refund.failed", "dispute.won", "x", ""])
bodies = (
    st.binary(max_size=300)
    | odd.map(json.dumps).map(str.encode)
    | st.builds(wrapped, events, near).map(json.dumps).map(str.encode)
)


def test_what_is_true_is_read():
    for reader, true in zip((wire.session, wire.payment, refunding.refund, wire.request), TRUE, strict=False):
        assert reader(load(json.dumps(true).encode()))


@SHARED
@given(value=near | odd)
def test_reading_an_answer_is_a_value_or_unreadable(value):
    for reader in READERS:
        try:
            reader(load(json.dumps(value).encode()))
        except UnreadableError:
            continue


@SHARED
@given(body=bodies, token=st.just("tok") | st.text(max_size=40), event_id=st.text(max_size=200))
def test_reading_a_notice_never_raises(body, token, event_id):
    raw = RawNotice({proof.TOKEN: token, proof.EVENT: event_id}, body, "127.0.0.1", "test", clock.machine_now())
    assert isinstance(build(FACTS).read_notice(raw), NoticeFacts | NoticeRefused)
