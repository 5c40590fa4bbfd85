"""The token: fetched once for all, again at its end, and once more when it was refused."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from tiwala.gateways.adapters.paypal.access import Access
from tiwala.gateways.adapters.paypal.tests.scripted import (
    CAPTURE,
    CREATE,
    ID,
    MERCHANT,
    ORDER,
    QUERY,
    REFUSED,
    TOKEN,
    Script,
    asked,
    capture,
    order,
)
from tiwala.gateways.outcomes import Approved, Declined, NeedsPayer, Pending, Unknown, Why, may_send_again
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

AN_HOUR_S, A_SECOND_MORE_THAN_SPARED = 3600, 61
PENDING = order("COMPLETED", capture(status="PENDING"))


def test_one_token_serves_until_its_end():
    script = Script(lasts_s=AN_HOUR_S)
    script[ORDER] = PENDING
    with http.use_transport(script):
        for _ in range(5):
            assert script.gateway.look_up(QUERY) == Pending(ID)
    assert (script.fetched, script.tokens()) == (1, ["A1"] * 5)


def test_shortly_before_its_end_another_is_fetched():
    script = Script(lasts_s=A_SECOND_MORE_THAN_SPARED)
    script[ORDER] = PENDING
    with http.use_transport(script):
        script.gateway.look_up(QUERY)
        script.gateway.look_up(QUERY)
        time.sleep(1.1)
        script.gateway.look_up(QUERY)
    assert script.tokens() == ["A1", "A1", "A2"]


def test_one_that_ends_at_once_serves_one_call():
    script = Script(lasts_s=0)
    script[ORDER] = PENDING
    with http.use_transport(script):
        script.gateway.look_up(QUERY)
        script.gateway.look_up(QUERY)
    assert script.tokens() == ["A1", "A2"]


def test_eight_who_need_it_at_once_fetch_it_once():
    script, found = Script(slow_s=0.2), []
    script[ORDER] = PENDING
    at_once = threading.Barrier(8)

    def look():
        at_once.wait(10)
        found.append(script.gateway.look_up(QUERY))

    with http.use_transport(script):
        threads = [threading.Thread(target=look) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert found == [Pending(ID)] * 8
    assert (script.fetched, set(script.tokens())) == (1, {"A1"})


def test_eight_whose_token_was_refused_fetch_another_once():
    script, found = Script(slow_s=0.2), []
    script[ORDER] = PENDING
    with http.use_transport(script):
        script.gateway.look_up(QUERY)
        script.ended.add("A1")
        threads = [threading.Thread(target=lambda: found.append(script.gateway.look_up(QUERY))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert found == [Pending(ID)] * 8
    assert script.fetched == 2


def test_a_refused_token_is_dropped_and_the_same_read_made_once_more():
    script = Script()
    script[ORDER] = PENDING
    with http.use_transport(script):
        script.gateway.look_up(QUERY)
        script.ended.add("A1")
        assert script.gateway.look_up(QUERY) == Pending(ID)
        assert script.gateway.look_up(QUERY) == Pending(ID)
    assert script.tokens() == ["A1", "A1", "A2", "A2"]


def test_a_call_refused_for_its_token_goes_out_once_more_under_the_same_key():
    script = Script()
    script[CREATE] = order("PAYER_ACTION_REQUIRED")
    script[ORDER] = order("APPROVED")
    script[CAPTURE] = (201, order("COMPLETED", capture()))
    with http.use_transport(script):
        assert isinstance(script.gateway.start(asked()), NeedsPayer)
        script.ended.add("A1")
        assert isinstance(script.gateway.start(asked()), NeedsPayer)
        script[CAPTURE] = [REFUSED, (201, order("COMPLETED", capture()))]
        taken = script.gateway.look_up(QUERY)
    assert isinstance(taken, Approved)
    assert taken.account == MERCHANT
    for name in (CREATE, CAPTURE):
        sent = [question for call, question in script.asked if call == name]
        assert len(sent) == (3 if name == CREATE else 2)
        assert len({question.headers["paypal-request-id"] for question in sent}) == 1
        assert len({question.content for question in sent}) == 1


def test_refused_twice_it_is_given_up():
    script = Script()
    script[ORDER] = script[CREATE] = REFUSED
    with http.use_transport(script):
        with pytest.raises(GatewayBreakdown) as broken:
            script.gateway.look_up(QUERY)
        assert not broken.value.retry
        assert (script.fetched, len(script.asked)) == (2, 2)
        assert isinstance(script.gateway.start(asked()), Declined)
    assert (script.fetched, len(script.asked)) == (3, 4)


def test_what_is_forbidden_is_not_asked_twice():
    script = Script()
    script[ORDER] = (403, {"name": "NOT_AUTHORIZED"})
    with http.use_transport(script), pytest.raises(GatewayBreakdown):
        script.gateway.look_up(QUERY)
    assert (script.fetched, len(script.asked)) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ((401, {"error": "invalid_client"}), False),
        ((403, {}), False),
        ((400, {"error": "unsupported_grant_type"}), False),
        ((429, {}), True),
        ((503, {}), True),
        ([], True),
        ({"access_token": "x"}, True),
        ({"access_token": "x", "expires_in": -1}, True),
        ({"access_token": "x", "expires_in": True}, True),
        ({"access_token": "a b\n", "expires_in": 9}, True),
        ({"access_token": "", "expires_in": 9}, True),
    ],
)
def test_without_a_token_nothing_is_sent(answer, again):
    script = Script()
    script[TOKEN] = [answer]
    with http.use_transport(script):
        with pytest.raises(GatewayBreakdown) as broken:
            script.gateway.look_up(QUERY)
        started = script.gateway.start(asked())
        assert script.gateway.cancel(ID, key="c-1") == Unknown(Why.LINE_BROKE)
    assert script.asked == []
    assert broken.value.retry is again
    assert may_send_again(started) is again


def test_only_the_refused_one_is_dropped():
    script = Script()
    with http.use_transport(script):
        access = Access("https://api-m.paypal.com", client_id="app", client_secret="s")
        first = access.headers()
        access.forget({"Authorization": "Bearer older"})
        assert access.headers() == first
        access.forget(first)
        assert access.headers() != first


def test_neither_keys_nor_token_are_in_a_repr_or_a_log(caplog):
    script = Script(lasts_s=AN_HOUR_S, keys={"client_id": "app-9", "client_secret": "hush-hush"})
    script[ORDER] = REFUSED
    with caplog.at_level(logging.DEBUG), http.use_transport(script), pytest.raises(GatewayBreakdown):
        script.gateway.look_up(QUERY)
    said = caplog.text + repr(script.gateway) + repr(vars(script.gateway))
    assert not any(word in said for word in ("hush-hush", "Bearer", "YXBwLTk6"))
