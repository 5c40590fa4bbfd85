"""Notices registered at PayMongo: made, found again, mended; with disputes where the account knows of them."""

import pytest

from tiwala.gateways.adapters.paymongo import events
from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AddressRefused, NoticeAddress, NoticeFacts
from tiwala.gateways.tests.contract import new_key, paid

pytestmark = pytest.mark.journey


@pytest.fixture
def harness(stand_in, mailbox):
    return PayMongoHarness(stand_in("paymongo"), mailbox)


def registered(harness, url):
    found = harness.gateway.register_notices(url, key=new_key())
    assert isinstance(found, NoticeAddress)
    return found


def test_an_address_is_registered_once_and_its_secret_found_again(harness, mailbox):
    url = f"{mailbox.url}/{new_key()}"
    first = harness.gateway.register_notices(url, key=new_key())
    assert isinstance(first, NoticeAddress)
    assert first.secret.startswith("whsk")
    assert first.secret not in repr(first)
    again = harness.gateway.register_notices(url, key=new_key())
    assert again == first
    with_it = harness.with_secrets(first.secret)
    _, reference = paid(harness)
    assert isinstance(with_it.read_notice(harness.notice(reference, "paid")), NoticeFacts)


def test_an_address_they_do_not_take_is_refused_and_a_lost_answer_unknown(harness, mailbox):
    assert isinstance(harness.gateway.register_notices("http://elsewhere.example/x", key=new_key()), AddressRefused)
    assert isinstance(harness.with_keys_of_nobody().register_notices(mailbox.url, key=new_key()), AddressRefused)
    harness.trouble("server_error", at="account")
    assert harness.gateway.register_notices(mailbox.url, key=new_key()) == Unknown(Why.SERVER_ERROR)
    assert harness.with_dead_line().register_notices(mailbox.url, key=new_key()) == Unknown(Why.NOT_SENT)


def test_disputes_are_asked_for_and_left_out_where_the_account_knows_no_such_event(stand_in, mailbox):
    newer, older = (PayMongoHarness(stand_in("paymongo"), mailbox, name=name) for name in ("shop", "old"))
    sure = {*events.SUBSCRIBED, *events.CODES}
    for harness, told in ((newer, sure | {*events.DISPUTES}), (older, sure)):
        found = registered(harness, f"{mailbox.url}/{new_key()}")
        assert set(harness.webhook(found.reference)["events"]) == told


def test_a_webhook_they_switched_off_is_switched_on_again(harness, mailbox):
    url = f"{mailbox.url}/{new_key()}"
    first = registered(harness, url)
    harness.call("POST", f"/v1/webhooks/{first.reference}/disable")
    assert registered(harness, url) == first
    assert harness.webhook(first.reference)["status"] == "enabled"


@pytest.mark.parametrize("name", ["shop", "old"])
def test_a_webhook_made_by_hand_is_told_what_it_lacks_and_keeps_what_it_has(stand_in, mailbox, name):
    harness = PayMongoHarness(stand_in("paymongo"), mailbox, name=name)
    url = f"{mailbox.url}/{new_key()}"
    by_hand = {"data": {"attributes": {"url": url, "events": ["link.payment.paid"]}}}
    made = harness.call("POST", "/v1/webhooks", by_hand)["data"]
    found = registered(harness, url)
    assert (found.reference, found.secret) == (made["id"], made["attributes"]["secret_key"])
    told = set(harness.webhook(found.reference)["events"])
    assert {"link.payment.paid", *events.SUBSCRIBED} <= told
    assert (set(events.DISPUTES) <= told) == (name == "shop")


def test_one_that_cannot_be_switched_on_is_unknown_not_done(harness, mailbox):
    url = f"{mailbox.url}/{new_key()}"
    first = registered(harness, url)
    harness.call("POST", f"/v1/webhooks/{first.reference}/disable")
    harness.trouble("server_error", at="account")
    assert harness.gateway.register_notices(url, key=new_key()) == Unknown(Why.SERVER_ERROR)
    assert registered(harness, url) == first
