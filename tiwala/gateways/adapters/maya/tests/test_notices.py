"""Maya's notices: proven by where they come from alone; and where they are sent."""

from dataclasses import replace

import pytest

from tiwala.gateways.adapters.maya import hooks, sources
from tiwala.gateways.adapters.maya.abilities import LIVE_URL, TEST_URL
from tiwala.gateways.adapters.maya.adapter import build
from tiwala.gateways.outcomes import Approved, Authorized, Cancelled, Expired, NeedsPayer, Unknown, Why
from tiwala.gateways.port import AddressRefused, LookUp, NoticeAddress, NoticeFacts, NoticeRefused
from tiwala.gateways.tests.contract import begin, new_key
from tiwala.kit import clock

pytestmark = pytest.mark.journey


def proof(ip, *secrets, mode="live", base_url=LIVE_URL):
    return sources.check(ip, sources.networks(secrets, mode=mode, base_url=base_url))


@pytest.mark.parametrize("ip", ["18.138.50.235", "3.1.207.200", "::ffff:18.138.50.235"])
def test_mayas_own_addresses_are_believed(ip):
    assert proof(ip) == "ok"


@pytest.mark.parametrize("ip", ["13.229.160.234", "3.1.199.75", "18.138.50.234", "10.0.0.1", "127.0.0.1", "::1"])
def test_others_are_not_nor_those_of_the_other_mode(ip):
    assert proof(ip) == "bad_proof"


@pytest.mark.parametrize("ip", ["", "unknown", "18.138.50.235:443", "18.138.50.235, 10.0.0.1", "18.138.050.235", "1"])
def test_what_is_no_address_proves_nothing(ip):
    assert proof(ip) == "no_proof"


def test_an_accounts_own_list_replaces_theirs():
    assert proof("198.51.100.7", "198.51.100.7, 203.0.113.0/24") == "ok"
    assert proof("203.0.113.9", "198.51.100.7, 203.0.113.0/24") == "ok"
    assert proof("18.138.50.235", "198.51.100.7") == "bad_proof"


def test_a_list_that_is_none_believes_nobody():
    assert proof("18.138.50.235", "whatever") == "bad_proof"


def test_loopback_is_believed_of_a_stand_in_alone():
    assert proof("127.0.0.1", mode="test", base_url="http://127.0.0.1:8012") == "ok"
    assert proof("::1", mode="test", base_url="http://localhost:8012") == "ok"
    assert proof("127.0.0.1", mode="test", base_url=TEST_URL) == "bad_proof"
    assert proof("127.0.0.1", mode="live", base_url="http://127.0.0.1:8012") == "bad_proof"


def test_a_forged_one_from_a_true_address_is_only_a_hint(harness):
    """Whoever can send from there can say anything; what is believed is the look-up."""
    request, outcome = begin(harness)
    raw = harness.forge(
        harness.body(id=outcome.reference, requestReferenceNumber=request.attempt_key, amount="999999"),
        at=clock.machine_now(),
    )
    facts = harness.gateway.read_notice(raw)
    assert isinstance(facts, NoticeFacts)
    assert isinstance(harness.gateway.look_up(LookUp(facts.attempt_key, facts.reference)), NeedsPayer)


def test_headers_prove_nothing(harness):
    raw = replace(
        harness.forge(harness.body(), at=clock.machine_now()),
        remote_ip="198.51.100.1",
        headers={"x-forwarded-for": "127.0.0.1", "maya-signature": "x"},
    )
    assert harness.gateway.read_notice(raw) == NoticeRefused("bad_proof")


def test_each_status_is_an_event_of_its_own_and_its_double_the_same(harness):
    events = {
        harness.gateway.read_notice(harness.forge(harness.body(type=status), at=clock.machine_now())).event_id
        for status in ("PAYMENT_SUCCESS", "PAYMENT_SUCCESS", "VOIDED", "AUTHORIZED")
    }
    assert len(events) == 3


def test_a_body_of_many_megabytes_is_no_notice(harness):
    raw = harness.forge(b'{"id": "' + b"x" * 3_000_000 + b'"}', at=clock.machine_now())
    assert harness.gateway.read_notice(raw) == NoticeRefused("unreadable")


def test_every_move_that_they_tell_is_heard(harness):
    ends = {}
    for act, name in (("pay", "SUCCESS"), ("decline", "FAILED"), ("expire", "EXPIRED"), ("leave", "CANCELLED")):
        request, outcome = begin(harness)
        harness.act(outcome.reference, act)
        facts = harness.gateway.read_notice(harness.notice(outcome.reference, name))
        assert facts.attempt_key == request.attempt_key
        ends[act] = harness.gateway.look_up(LookUp(facts.attempt_key, facts.reference))
    assert isinstance(ends["pay"], Approved)
    assert isinstance(ends["expire"], Expired)
    assert isinstance(ends["leave"], Cancelled)
    request, outcome = begin(harness, capture="manual")
    harness.authorize(outcome.reference)
    harness.notice(outcome.reference, "AUTHORIZED")
    assert isinstance(harness.gateway.look_up(LookUp("", outcome.reference)), Authorized)
    harness.act(outcome.reference, "expire")
    assert harness.gateway.look_up(LookUp("", outcome.reference)) == Expired(outcome.reference)


def test_every_event_is_sent_to_one_address_once(harness, mailbox):
    url = f"{mailbox.url}/notices/maya/{new_key()}/"
    first = harness.gateway.register_notices(url, key=new_key())
    assert isinstance(first, NoticeAddress)
    assert harness.gateway.register_notices(url, key=new_key()) == first
    known = harness.ask(hooks.PATH)
    assert {(one["name"], one["callbackUrl"]) for one in known} == {(name, url) for name in hooks.SUBSCRIBED}


def test_an_address_of_somebody_else_is_left_and_our_old_one_follows(harness, mailbox):
    ours = f"/notices/maya/{new_key()}/"
    assert isinstance(harness.gateway.register_notices(f"{mailbox.url}/shop", key=new_key()), NoticeAddress)
    refused = harness.gateway.register_notices(f"{mailbox.url}{ours}", key=new_key())
    assert isinstance(refused, AddressRefused)
    assert "PAYMENT_SUCCESS" in refused.why
    moved = mailbox.url.replace("127.0.0.1", "localhost")
    assert isinstance(harness.gateway.register_notices(f"{moved}/shop", key=new_key()), NoticeAddress)
    assert {one["callbackUrl"] for one in harness.ask(hooks.PATH)} == {f"{moved}/shop"}


def test_an_address_they_do_not_take_is_refused_and_a_lost_answer_unknown(harness, mailbox):
    assert isinstance(harness.gateway.register_notices("http://elsewhere.example/x", key=new_key()), AddressRefused)
    assert isinstance(harness.with_keys_of_nobody().register_notices(mailbox.url, key=new_key()), AddressRefused)
    harness.trouble("server_error", at="account")
    assert isinstance(harness.gateway.register_notices(mailbox.url, key=new_key()), Unknown)
    assert harness.with_dead_line().register_notices(mailbox.url, key=new_key()) == Unknown(Why.NOT_SENT)


def test_built_with_empty_keys_it_still_says_what_it_can(harness):
    bare = build(replace(harness.facts, keys={}, base_url=TEST_URL, notice_secrets=()))
    assert bare.can.method("qrph").kind == "redirect"
    assert bare.can.form_origins == ("https://payments-web-sandbox.paymaya.com",)
