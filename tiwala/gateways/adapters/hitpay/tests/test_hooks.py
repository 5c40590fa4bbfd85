"""Where events are sent: registered once, following the portal, narrower where their door knows fewer events."""

from __future__ import annotations

import json

import pytest

from tiwala.gateways.adapters.hitpay import hooks
from tiwala.gateways.adapters.hitpay.tests.harness import HitPayHarness
from tiwala.gateways.adapters.hitpay.tests.scripted import ID
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import AddressRefused, NoticeAddress

URL, MOVED = "https://pay.example/notices/hitpay/gac_1/", "https://new.example/notices/hitpay/gac_1/"
CREATED, LISTED, CHANGED = "POST /v1/webhook-events", "GET /v1/webhook-events", f"PUT /v1/webhook-events/{ID}"
HOOK = {"id": ID, "business_id": "b", "name": "Tiwala", "url": URL, "event_types": []}


@pytest.mark.journey
def test_told_twice_it_is_one_registration(harness: HitPayHarness):
    first = harness.gateway.register_notices(URL, key="k")
    assert isinstance(first, NoticeAddress)
    assert first.secret == ""
    assert harness.gateway.register_notices(URL, key="k") == first


@pytest.mark.journey
def test_a_portal_that_moved_takes_its_registration_along(harness: HitPayHarness):
    first = harness.gateway.register_notices(URL, key="k")
    assert harness.gateway.register_notices(MOVED, key="k") == first


@pytest.mark.journey
def test_an_address_they_do_not_take_is_told(harness: HitPayHarness):
    assert harness.gateway.register_notices("http://pay.example/x", key="k") == AddressRefused("url")
    refused = harness.with_keys_of_nobody().register_notices(URL, key="k")
    assert isinstance(refused, AddressRefused)


def test_where_fewer_events_are_known_those_are_asked_for(script):
    script[LISTED] = [HOOK | {"url": "https://other.example/"}]
    answers = iter([(422, {"errors": {"event_types.0": ["…"]}}), (201, HOOK)])
    script.answers = _Turns(script.answers, {CREATED: answers})
    assert script.gateway.register_notices(URL, key="k") == NoticeAddress(ID)
    sent = [json.loads(one.content)["event_types"] for call, one in script.asked if call == CREATED]
    assert sent == [list(hooks.SUBSCRIBED), ["charge.created", "charge.updated"]]


@pytest.mark.parametrize("answer", [(500, b""), (429, {}), (201, b"{"), (201, {"id": "x"})])
def test_what_they_do_not_say_is_not_known(script, answer):
    script[LISTED], script[CREATED] = [], answer
    assert isinstance(script.gateway.register_notices(URL, key="k"), Unknown)
    script[LISTED] = answer
    assert isinstance(script.gateway.register_notices(URL, key="k"), Unknown)


class _Turns(dict):
    """Answers that change from one call to the next."""

    def __init__(self, usual, turns):
        super().__init__(usual)
        self._turns = turns

    def get(self, call, default=None):
        return next(self._turns[call]) if call in self._turns else super().get(call, default)
