"""Money set aside at PayPal: authorized once, taken once, let go, or let go by time."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest

from tiwala.gateways.adapters.paypal import wire
from tiwala.gateways.adapters.paypal.tests.scripted import (
    CREATE,
    FACTS,
    HELD,
    ID,
    KEY,
    MERCHANT,
    ORDER,
    QUERY,
    Script,
    asked,
    capture,
    hold,
    money,
    order,
)
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Pending,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp
from tiwala.gateways.tests.contract import begin, new_key, peso
from tiwala.kit import http

AUTHORIZE = f"POST /v2/checkout/orders/{ID}/authorize"
TAKE, VOID = (f"POST /v2/payments/authorizations/{HELD}/{verb}" for verb in ("capture", "void"))
ASIDE = Authorized(ID, peso("150.00"), MERCHANT, KEY, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "paypal")
MAY_HOLD = {**FACTS.keys, "features": "holds"}


def held(*holds, **changes):
    return order("COMPLETED", intent="AUTHORIZE", holds=holds or (hold(),), **changes)


def script(shown=None):
    made = Script(keys=MAY_HOLD)
    if shown is not None:
        made[ORDER] = shown
    return made


def take(made, amount="150.00", key="c-1"):
    with http.use_transport(made):
        return made.gateway.capture(ID, amount=peso(amount), key=key)


def test_only_where_the_account_may_it_is_asked_for():
    made = script()
    made[CREATE] = order("PAYER_ACTION_REQUIRED", intent="AUTHORIZE")
    with http.use_transport(made):
        assert isinstance(made.gateway.start(asked(capture="manual")), NeedsPayer)
    assert json.loads(made.asked[0][1].content)["intent"] == "AUTHORIZE"
    assert made.gateway.can.method("paypal").manual_capture
    assert not Script().gateway.can.method("paypal").manual_capture


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("CREATED", ASIDE),
        ("PENDING", Pending(ID)),
        ("DENIED", Declined(DeclineReason.UNSPECIFIED, ID)),
        ("VOIDED", Cancelled(ID)),
        ("CAPTURED", Unknown(Why.UNREADABLE)),
        ("MOON", Unknown(Why.UNREADABLE)),
    ],
)
def test_each_state_of_money_set_aside(status, outcome):
    made = script(held(hold(status=status)))
    with http.use_transport(made):
        assert made.gateway.look_up(QUERY) == outcome
    assert [call for call, _ in made.asked] == [ORDER]


def test_let_go_by_time_it_has_expired():
    made = script(held(hold(status="VOIDED", expiration_time="2026-01-31T03:04:05Z")))
    with http.use_transport(made):
        assert made.gateway.look_up(QUERY) == Expired(ID)
    bare = hold(status="VOIDED")
    del bare["expiration_time"]
    made = script(held(bare))
    with http.use_transport(made):
        assert made.gateway.look_up(QUERY) == Cancelled(ID)


def test_an_approved_order_is_authorized_by_the_look_up_and_never_captured():
    made = script(order("APPROVED", intent="AUTHORIZE"))
    made[AUTHORIZE] = (201, held())
    with http.use_transport(made):
        assert made.gateway.look_up(QUERY) == ASIDE
    assert [call for call, _ in made.asked] == [ORDER, AUTHORIZE]
    assert made.asked[1][1].headers["paypal-request-id"].startswith(f"authorize-{ID}-")


def test_authorized_by_somebody_else_meanwhile_it_is_as_it_stands():
    made = script()
    made[ORDER] = [order("APPROVED", intent="AUTHORIZE"), held()]
    made[AUTHORIZE] = (422, {"details": [{"issue": "ORDER_ALREADY_AUTHORIZED"}]})
    with http.use_transport(made):
        assert made.gateway.look_up(QUERY) == ASIDE


def test_it_is_taken_for_good_and_the_rest_let_go():
    made = script(held())
    made[TAKE] = (201, capture(amount=money("100.00"), seller_receivable_breakdown={}))
    taken = take(made, "100.00")
    assert (taken.reference, taken.amount, taken.account) == (ID, peso("100.00"), MERCHANT)
    assert taken.attempt_key == KEY
    sent = made.asked[-1][1]
    assert json.loads(sent.content) == {"amount": money("100.00"), "final_capture": True}
    assert sent.headers["paypal-request-id"] == "c-1"


def test_more_than_was_set_aside_is_never_asked_for():
    made = script(held())
    assert take(made, "150.01") == Declined(DeclineReason.AMOUNT_NOT_ALLOWED, ID)
    assert [call for call, _ in made.asked] == [ORDER]


def test_a_taking_that_is_refused_leaves_it_as_it_is():
    made = script()
    made[ORDER] = [held(), held(hold(status="VOIDED"))]
    made[TAKE] = (422, {"details": [{"issue": "AUTHORIZATION_VOIDED"}]})
    assert take(made) == Cancelled(ID)
    made[ORDER] = held()
    made[TAKE] = (422, {"details": [{"issue": "MOON"}]})
    assert take(made) == ASIDE


@pytest.mark.parametrize(
    ("status", "outcome"), [("PENDING", Pending(ID)), ("DECLINED", ASIDE), ("MOON", Unknown(Why.UNREADABLE))]
)
def test_a_taking_that_is_not_done_is_what_the_order_says_then(status, outcome):
    made = script()
    shown = held() if status == "DECLINED" else order("COMPLETED", capture(status=status), intent="AUTHORIZE")
    made[ORDER] = [held(), shown]
    made[TAKE] = (201, capture(status=status))
    assert take(made) == outcome


def test_what_was_taken_comes_before_what_was_set_aside():
    made = script(order("COMPLETED", capture(), intent="AUTHORIZE", holds=[hold(status="PARTIALLY_CAPTURED")]))
    with http.use_transport(made):
        assert isinstance(made.gateway.look_up(QUERY), Approved)
        assert isinstance(made.gateway.cancel(ID, key="x"), Approved)
    assert {call for call, _ in made.asked} == {ORDER}


def test_letting_go_carries_no_body_and_no_key():
    made = script()
    made[ORDER] = [held(), held(hold(status="VOIDED"))]
    made[VOID] = (204, None)
    with http.use_transport(made):
        assert made.gateway.cancel(ID, key="x") == Cancelled(ID)
    sent = made.asked[1][1]
    assert sent.content == b""
    assert "paypal-request-id" not in sent.headers
    assert "content-type" not in sent.headers


@pytest.mark.parametrize("what", ["CREATED", "VOIDED"])
def test_its_notices_name_their_order(what):
    related = {"related_ids": {"order_id": ID}}
    said = {"id": "WH-1", "event_type": f"PAYMENT.AUTHORIZATION.{what}", "resource": hold(supplementary_data=related)}
    told = wire.event(said)
    assert (told.kind, told.reference, told.attempt_key) == ("payment", ID, KEY)
    assert wire.event(said | {"resource": hold()}).kind == "other"


@pytest.mark.journey
class TestOverTheStandIn:
    def test_many_who_look_at_once_set_it_aside_once_and_take_it_once(self, harness):
        request, outcome = begin(harness, capture="manual")
        harness.act(outcome.reference, "pay")
        query, found = LookUp(request.attempt_key, outcome.reference), []
        self._at_once(lambda: found.append(harness.gateway.look_up(query)))
        assert {type(one) for one in found} == {Authorized}
        taken: list[object] = []
        self._at_once(
            lambda: taken.append(harness.gateway.capture(outcome.reference, amount=request.amount, key=new_key()))
        )
        assert {type(one) for one in taken} == {Approved}
        paid = harness.act(outcome.reference, "expire")["purchase_units"][0]["payments"]
        assert (len(paid["authorizations"]), len(paid["captures"])) == (1, 1)

    def test_what_nobody_took_is_let_go_by_time_and_cannot_be_taken_any_more(self, harness):
        request, outcome = begin(harness, capture="manual")
        harness.authorize(outcome.reference)
        harness.act(outcome.reference, "time_over")
        assert harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference)) == Expired(outcome.reference)
        late = harness.gateway.capture(outcome.reference, amount=request.amount, key=new_key())
        assert late == Expired(outcome.reference)

    @staticmethod
    def _at_once(work):
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
