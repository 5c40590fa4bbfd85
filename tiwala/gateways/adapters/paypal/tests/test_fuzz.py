"""Whatever PayPal, or somebody who plays it, may send: an outcome or unreadable, never a crash."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiwala.gateways.adapters.paypal import codes, contested, proof, wire
from tiwala.gateways.adapters.paypal.access import _told
from tiwala.gateways.adapters.paypal.adapter import build
from tiwala.gateways.adapters.paypal.tests.scripted import (
    CAPTURE,
    FACTS,
    ID,
    ORDER,
    QUERY,
    Script,
    capture,
    order,
    refund,
)
from tiwala.gateways.adapters.paypal.tests.signing import pem_of, signed
from tiwala.gateways.adapters.paypal.tests.test_disputes import dispute, moved
from tiwala.gateways.outcomes import Outcome
from tiwala.gateways.port import AccountFacts, NoticeFacts, NoticeRefused, RawNotice
from tiwala.gateways.reading import UnreadableError, load
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown

SHARED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
WEBHOOK = "8PT597110X687430LKGECATA"
OURS = AccountFacts("test", FACTS.external_id, FACTS.base_url, FACTS.keys, (f"{WEBHOOK} {pem_of('theirs')}",))
RELATED = {"related_ids": {"order_id": ID}}
TRUE = (
    order("COMPLETED", capture(), refunds=[refund()]),
    capture(supplementary_data=RELATED),
    refund(),
    {"access_token": "A", "expires_in": 9},
    {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "ORDER_NOT_APPROVED"}]},
    dispute(money_movements=[moved("DEBIT", "100.00")]),
    dispute(status="RESOLVED", dispute_state="RESOLVED", dispute_outcome={"outcome_code": "ACCEPTED"}),
    {"items": [dispute()], "links": [{"href": "https://x.example/?next_page_token=QQ==", "rel": "next"}]},
)
READERS = (
    wire.order,
    wire.capture,
    wire.refund,
    _told,
    codes.issue,
    lambda data: contested.facts(data, contested.About()),
    contested.transaction,
    contested.page,
    wire.taken,
    wire.event,
)
NAMES = ("PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED", "CHECKOUT.ORDER.APPROVED")

odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def bent(draw):
    """A true thing with one to three places in it, however deep, made into something odd or taken away."""
    made = json.loads(json.dumps(draw(st.sampled_from(TRUE))))
    for _ in range(draw(st.integers(1, 3))):
        place = made
        while True:
            steps = sorted(place) if isinstance(place, dict) else range(len(place))
            if not steps:
                break
            step = draw(st.sampled_from(list(steps)))
            if isinstance(place[step], dict | list) and draw(st.booleans()):
                place = place[step]
                continue
            if draw(st.booleans()) or isinstance(place, list):
                place[step] = draw(odd)
            else:
                del place[step]
            break
    return made


events = st.fixed_dictionaries(
    {"id": st.just("WH-1") | odd, "event_type": st.sampled_from(NAMES) | st.text(max_size=30), "resource": bent() | odd}
)
bodies = st.binary(max_size=300) | (odd | bent() | events).map(json.dumps).map(str.encode)


def test_what_is_true_is_read():
    for reader, true in zip(READERS, TRUE, strict=False):
        assert reader(load(json.dumps(true).encode()))
    for name, resource in zip(NAMES, (TRUE[1], TRUE[2], TRUE[2], TRUE[0]), strict=True):
        assert wire.event({"id": "WH-1", "event_type": name, "resource": resource}).event_id == "WH-1"


@SHARED
@given(value=bent() | events | odd)
def test_reading_an_answer_is_a_value_or_unreadable(value):
    for reader in READERS:
        try:
            reader(load(json.dumps(value).encode()))
        except UnreadableError:
            continue


@SHARED
@given(shown=bent(), taken=bent(), status=st.sampled_from([200, 201, 204, 400, 404, 409, 422, 500]))
def test_a_look_up_is_an_outcome_or_breaks_down_whatever_is_answered(shown, taken, status):
    script = Script()
    script[ORDER], script[CAPTURE] = (status if status in (200, 404) else 200, shown), (status, taken)
    with http.use_transport(script):
        try:
            assert isinstance(script.gateway.look_up(QUERY), Outcome)
        except GatewayBreakdown:
            assert script.asked


@SHARED
@given(body=bodies)
def test_reading_a_proven_notice_never_raises(body):
    raw = signed(body, at=clock.machine_now(), webhook=WEBHOOK, by="theirs")
    found = build(OURS).read_notice(raw)
    assert isinstance(found, NoticeFacts) or found == NoticeRefused("unreadable")


@SHARED
@given(
    body=bodies,
    given_headers=st.dictionaries(st.sampled_from(proof.HEADERS), st.text(max_size=60) | st.just("SHA256withRSA")),
)
def test_reading_a_forged_notice_never_raises_and_never_believes(body, given_headers):
    raw = RawNotice(given_headers, body, "127.0.0.1", "test", clock.machine_now())
    assert isinstance(build(OURS).read_notice(raw), NoticeRefused)


@SHARED
@given(secret=st.text(max_size=200) | st.binary(max_size=80).map(lambda junk: f"{WEBHOOK} {junk!r}"))
def test_whatever_was_put_in_as_a_secret_never_raises(secret):
    raw = signed(b"{}", at=clock.machine_now(), webhook=WEBHOOK, by="theirs")
    assert proof.check(raw, secrets=(secret, f"{WEBHOOK} -----BEGIN CERTIFICATE-----{secret}-----END CERTIFICATE-----"))
