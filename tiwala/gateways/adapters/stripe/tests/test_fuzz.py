"""Whatever Stripe, or somebody in its place, says: an outcome or unreadable, never anything else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways.adapters.stripe import cards, lines, told, wire
from tiwala.gateways.adapters.stripe.adapter import build
from tiwala.gateways.adapters.stripe.tests.harness import sign
from tiwala.gateways.outcomes import Approved
from tiwala.gateways.port import AccountFacts, NoticeFacts, NoticeRefused, RawNotice
from tiwala.gateways.reading import UnreadableError, load
from tiwala.kit import clock
from tiwala.kit.money import Money

SECRET = "whsec_planted-secret"
FACTS = AccountFacts("test", "acct_1", "http://localhost:1", {"api_key": "sk_test_1"}, (SECRET,))
WHOSE = wire.Whose("acct_1", is_live=False, now=clock.machine_now())

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
BALANCE = {"object": "balance_transaction", "id": "txn_1", "created": 1, "currency": "php", "fee": 5, "amount": 100}
BALANCE |= {"net": 95, "type": "charge", "source": None}
CHARGE = {"object": "charge", "id": "ch_1", "created": 1, "amount_refunded": 0, "balance_transaction": BALANCE}
CHARGE |= {"payment_method_details": {"type": "card", "card": {"last4": "4242"}}, "outcome": {}}
INTENT = {"object": "payment_intent", "id": "pi_1", "livemode": False, "status": "succeeded", "amount": 100}
INTENT |= {"amount_received": 100, "amount_capturable": 0, "currency": "php", "latest_charge": CHARGE}
INTENT |= {"metadata": {"tiwala_attempt": "att_1"}, "last_payment_error": None, "next_action": None}
SESSION = {"object": "checkout.session", "id": "cs_test_1", "livemode": False, "status": "complete", "mode": "payment"}
SESSION |= {"payment_intent": INTENT, "url": None, "expires_at": 1, "currency": "php", "amount_total": 100}
REFUND = {"object": "refund", "id": "re_1", "status": "succeeded", "amount": 1, "currency": "php", "created": 1}
DISPUTE = {"object": "dispute", "id": "dp_1", "livemode": False, "status": "lost", "amount": 1, "currency": "php"}
DISPUTE |= {
    "created": 1,
    "payment_intent": INTENT,
    "evidence_details": {"due_by": 5},
    "balance_transactions": [BALANCE],
}
EVENT = {"id": "evt_1", "type": "x", "livemode": False, "data": {"object": SESSION}}
WHOLE = [SESSION, INTENT, REFUND, DISPUTE, BALANCE, EVENT]
PAID = Approved("pi_1", Money(90, "PHP"), "acct_1", "att_1", datetime.fromtimestamp(1, UTC), "card")
READERS = [
    lambda data: wire.session(data, WHOSE),
    lambda data: wire.intent(data, WHOSE),
    lambda data: wire.refund(data, WHOSE),
    wire.declined,
    wire.asks_for,
    wire.intent_id,
    lambda data: wire.has_money_back(wire.intent_inside(data)),
    lambda data: wire.given_back_by_others(data, [data, REFUND], PAID),
    lambda data: lines.dispute(data, WHOSE),
    lines.line,
    lambda data: told.notice(data, account="acct_1"),
    cards.facts,
    cards.masked,
]


@st.composite
def bent(draw):
    """A true thing with one value somewhere in it replaced, or taken away."""
    thing = json.loads(json.dumps(draw(st.sampled_from(WHOLE))))
    places, stack = [], [thing]
    while stack:
        one = stack.pop()
        items = one.items() if isinstance(one, dict) else enumerate(one)
        for name, value in list(items):
            places.append((one, name))
            if isinstance(value, dict | list):
                stack.append(value)
    where, name = draw(st.sampled_from(places))
    if draw(st.booleans()) and isinstance(where, dict):
        del where[name]
    else:
        where[name] = draw(json_values)
    return thing


@given(value=bent() | json_values)
def test_reading_an_answer_is_an_outcome_or_unreadable(value):
    for reader in READERS:
        try:
            reader(load(json.dumps(value).encode()))
        except UnreadableError:
            continue


@pytest.mark.parametrize("thing", WHOLE, ids=lambda thing: thing.get("object", "event"))
def test_true_things_are_read(thing):
    read = 0
    for reader in READERS:
        try:
            reader(load(json.dumps(thing).encode()))
            read += 1
        except UnreadableError:
            continue
    assert read >= 3


@given(body=st.binary(max_size=300) | (bent() | json_values).map(json.dumps).map(str.encode), proven=st.booleans())
def test_reading_a_notice_never_raises(body, proven):
    header = sign(SECRET, int(clock.machine_now().timestamp()), body) if proven else "t=1,v1=00"
    raw = RawNotice({"stripe-signature": header}, body, "127.0.0.1", "test", clock.machine_now())
    assert isinstance(build(FACTS).read_notice(raw), NoticeFacts | NoticeRefused)


@given(header=st.text(max_size=300))
def test_no_header_raises(header):
    raw = RawNotice({"stripe-signature": header}, b"{}", "127.0.0.1", "test", clock.machine_now())
    assert isinstance(build(FACTS).read_notice(raw), NoticeRefused)
