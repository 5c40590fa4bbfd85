"""QR Ph's code for our own page: asked for, read from its picture, paid, over, called off."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tiwala.gateways import qrph
from tiwala.gateways.adapters.paymongo import addresses, events, own_code, wire
from tiwala.gateways.adapters.paymongo.adapter import build
from tiwala.gateways.adapters.paymongo.products import Products
from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.outcomes import (
    Approved,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Pending,
    RefundUnsupported,
    Unknown,
    Why,
)
from tiwala.gateways.port import AccountFacts, LookUp, LookUpRefund, NoticeFacts, RefundRequest, StartRequest
from tiwala.gateways.reading import UnreadableError
from tiwala.gateways.tests.contract import ask, begin, new_key, peso
from tiwala.kit import clock
from tiwala.kit.http import use_transport
from tiwala.kit.money import Money

pytestmark = pytest.mark.journey


@pytest.fixture
def harness(stand_in, mailbox):
    return PayMongoHarness(stand_in("paymongo"), mailbox)


def shown(harness, amount=None):
    request, outcome = begin(harness, amount, method="qrph", direct=True)
    assert outcome.reference.startswith("pi_")
    return request, outcome


def look(harness, reference):
    return harness.gateway.look_up(LookUp("", reference))


def test_the_code_asks_for_this_amount_and_is_one_of_qr_ph(harness):
    _, outcome = shown(harness, peso("1234.56"))
    assert outcome.redirect_url == ""
    assert qrph.read(outcome.qr_payload).pays(peso("1234.56"))


def test_it_is_over_when_our_page_says_so(harness):
    until = clock.now() + timedelta(minutes=10)
    request = ask(harness, method="qrph", direct=True, expires_at=until)
    outcome = harness.gateway.start(request)
    assert abs(outcome.expires_at - until) < timedelta(minutes=2)
    far = harness.gateway.start(ask(harness, method="qrph", direct=True, expires_at=clock.now() + timedelta(days=2)))
    assert far.expires_at - clock.now() < timedelta(hours=2, minutes=31)


def test_paid_it_is_told_whole_under_our_key_and_their_intent(harness):
    request, outcome = shown(harness)
    harness.pay(outcome.reference)
    told = look(harness, outcome.reference)
    assert isinstance(told, Approved)
    assert (told.amount, told.attempt_key, told.reference) == (request.amount, request.attempt_key, outcome.reference)
    assert (told.method, told.account) == ("qrph", harness.facts.external_id)
    assert told.fee


def test_another_amount_and_money_twice_are_told_as_they_are(harness):
    _, less = shown(harness)
    harness.pay(less.reference, peso("100.00"))
    assert look(harness, less.reference).amount == peso("100.00")
    request, twice = shown(harness)
    harness.pay(twice.reference)
    harness.pay(twice.reference)
    assert look(harness, twice.reference).amount == request.amount + request.amount


def test_until_paid_it_waits_and_a_look_up_reads_no_picture(harness):
    _, outcome = shown(harness)
    found = look(harness, outcome.reference)
    assert isinstance(found, NeedsPayer)
    assert found.qr_payload is None
    assert found.expires_at == outcome.expires_at
    harness.act(outcome.reference, "process")
    assert look(harness, outcome.reference) == Pending(outcome.reference)


def test_over_or_turned_down_it_is_expired_and_late_money_still_told(harness):
    for act in ("expire", "decline"):
        _, outcome = shown(harness)
        harness.act(outcome.reference, act)
        assert look(harness, outcome.reference) == Expired(outcome.reference)
        harness.pay(outcome.reference)
        assert isinstance(look(harness, outcome.reference), Approved)


def test_called_off_it_is_cancelled_and_late_money_still_told(harness):
    _, outcome = shown(harness)
    assert harness.gateway.cancel(outcome.reference, key=new_key()) == Cancelled(outcome.reference)
    assert look(harness, outcome.reference) == Cancelled(outcome.reference)
    harness.pay(outcome.reference)
    assert isinstance(look(harness, outcome.reference), Approved)


def test_what_is_paid_cannot_be_called_off_and_says_so(harness):
    _, outcome = shown(harness)
    harness.pay(outcome.reference)
    assert isinstance(harness.gateway.cancel(outcome.reference, key=new_key()), Approved)


def test_no_money_goes_back_by_qr_ph(harness):
    request, outcome = shown(harness)
    harness.pay(outcome.reference)
    asked = RefundRequest(outcome.reference, request.amount, new_key())
    assert harness.gateway.refund(asked) == RefundUnsupported()
    query = LookUpRefund(asked.key, payment_reference=outcome.reference)
    assert harness.gateway.look_up_refund(query) == Unknown(Why.NOT_FOUND)


def test_the_same_try_again_is_the_same_code(harness):
    request, outcome = shown(harness)
    assert harness.gateway.start(request) == outcome
    other = harness.gateway.start(replace(request, amount=peso("99.00")))
    assert other == Unknown(Why.KEY_REUSED)


@pytest.mark.parametrize("trouble", ["answer_lost", "answer_garbled", "server_error", "unavailable"])
@pytest.mark.parametrize("step", ["start", "method", "charge"])
def test_trouble_at_any_step_and_once_more_gives_one_code(harness, trouble, step):
    request = ask(harness, method="qrph", direct=True)
    harness.trouble(trouble, at=step)
    first = harness.gateway.start(request)
    assert isinstance(first, Unknown | NeedsPayer)  # what was done all the same, is asked for and shown at once
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, NeedsPayer)
    assert first == outcome or isinstance(first, Unknown)
    assert qrph.read(outcome.qr_payload).pays(request.amount)


def test_a_code_that_has_its_method_already_is_shown_as_it_is(harness):
    """An answer to attaching was lost, and a minute later the method is another one."""
    request, outcome = shown(harness)
    other = replace(request, expires_at=clock.now() + timedelta(minutes=50))
    assert harness.gateway.start(other) == outcome


def test_busy_sent_nothing(harness):
    request = ask(harness, method="qrph", direct=True)
    harness.trouble("busy", at="charge")
    assert harness.gateway.start(request) == Unknown(Why.NOT_SENT)


def test_a_picture_that_cannot_be_read_is_shown_to_nobody_and_their_page_is_opened(harness):
    request = ask(harness, Money(7751, "PHP"), method="qrph", direct=True)
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, NeedsPayer)
    assert outcome.reference.startswith("cs_")
    assert outcome.redirect_url.startswith("http")
    assert outcome.qr_payload is None
    assert harness.gateway.start(request) == outcome


def test_below_the_least_amount_it_is_declined(harness):
    request = ask(harness, peso("19.99"), method="qrph", direct=True)
    assert harness.gateway.start(request) == Declined(DeclineReason.AMOUNT_NOT_ALLOWED)


def test_without_the_setting_it_is_on_their_page(stand_in, mailbox):
    harness = PayMongoHarness(stand_in("paymongo"), mailbox, products="")
    assert harness.gateway.can.method("qrph").kind == "redirect"
    _, outcome = begin(harness, method="qrph", direct=True)
    assert outcome.reference.startswith("cs_")


def test_asked_for_a_page_it_is_a_page(harness):
    _, outcome = begin(harness, method="qrph")
    assert outcome.reference.startswith("cs_")


def test_its_notices_lead_to_it(harness):
    request, outcome = shown(harness)
    harness.pay(outcome.reference)
    told = harness.gateway.read_notice(harness.notice_named("payment.paid"))
    assert isinstance(told, NoticeFacts)
    assert (told.kind, told.attempt_key) == ("payment", request.attempt_key)


def test_that_its_time_is_over_is_told(harness):
    _, outcome = shown(harness)
    harness.expire(outcome.reference)
    told = harness.gateway.read_notice(harness.notice_named("qrph.expired"))
    assert isinstance(told, NoticeFacts)
    assert (told.kind, told.reference) == ("payment", outcome.reference)


def test_a_payment_by_code_without_our_name_is_asked_about_by_its_intent(harness):
    payment = {"payment_intent_id": "pi_1", "source": {"type": "qrph"}}
    about = {"id": "pay_1", "type": "payment", "attributes": payment}
    event = {"data": {"id": "evt_1", "attributes": {"type": "payment.paid", "livemode": False, "data": about}}}
    assert events.read(event, mode="test").reference == "pi_1"
    payment["source"] = {"type": "gcash"}
    assert events.read(event, mode="test").reference == "pay_1"


def test_an_intent_behind_a_session_is_never_told_under_its_own_id(harness):
    _, session = begin(harness)
    harness.pay(session.reference)
    intent = harness.call("GET", f"/v1/checkout_sessions/{session.reference}")["data"]["attributes"]["payment_intent"]
    assert isinstance(look(harness, intent["id"]), Unknown)


def test_only_who_shows_codes_is_told_of_them(harness):
    with_codes, sure = addresses.wanted(Products(qr=True))
    assert set(sure) == {*events.SUBSCRIBED, *events.CODES}
    assert set(with_codes) - set(sure) == set(events.DISPUTES)
    assert set(addresses.wanted(Products())[1]) == set(events.SUBSCRIBED)


@pytest.mark.parametrize(
    "action",
    [
        None,
        "x",
        {},
        {"code": None},
        {"code": {"image_url": None}},
        {"code": {"image_url": "https://elsewhere.example/code.png"}},
        {"code": {"image_url": "data:text/html;base64,PGI+"}},
        {"code": {"image_url": "data:image/png;base64,?"}},
        {"code": {"image_url": "data:image/png;base64," + "A" * 800_000}},
    ],
)
def test_what_is_no_picture_in_their_answer_is_unseen(action):
    with pytest.raises(own_code.Unseen):
        own_code.picture_of({"data": {"attributes": {"next_action": action}}})


def test_an_intent_read_strictly():
    attributes = {"livemode": False, "status": "moon", "payments": [], "metadata": {"attempt": "a", **wire.OWN}}
    data = {"data": {"id": "pi_1", "attributes": attributes}}
    for changes in ({}, {"livemode": True}, {"metadata": None}, {"payments": None}, {"status": None}):
        with pytest.raises(UnreadableError):
            wire.code({"data": {"id": "pi_1", "attributes": attributes | changes}}, account="x", mode="test")
    with pytest.raises(UnreadableError):
        wire.code(data | {"data": data["data"] | {"id": "../etc"}}, account="x", mode="test")


def test_a_hostile_id_never_reaches_a_path():
    """Their answer names the intent; a path out of its place is no id."""
    asked: list[str] = []

    def answer(request):
        asked.append(request.url.path)
        attributes = {"livemode": False, "amount": 15000, "currency": "PHP", "status": "awaiting_payment_method"}
        return httpx.Response(200, json={"data": {"id": "../../v1/refunds", "attributes": attributes}})

    facts = AccountFacts("test", "shop", "http://paymongo.test", {"secret_key": "sk_test_x", "products": "qr"})
    request = StartRequest("att_1", Money(15000, "PHP"), "qrph", "https://shop.example/back", direct=True)
    with use_transport(httpx.MockTransport(answer)):
        assert build(facts).start(request) == Unknown(Why.UNREADABLE)
    assert asked == ["/v1/payment_intents"]


def test_a_code_of_another_kind_is_handed_on_to_be_refused():
    """What is in the picture is the funnel's to judge: it keeps a code that is no QR Ph code from the payer."""
    import io

    import segno

    drawn = io.BytesIO()
    segno.make("https://elsewhere.example/pay", micro=False).save(drawn, kind="png", scale=4)
    picture = f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"

    def answer(request):
        path = request.url.path
        attributes = {"livemode": False, "amount": 15000, "currency": "PHP", "payments": []}
        attributes["metadata"] = {"attempt": "att_1", **wire.OWN}
        attributes["status"] = "awaiting_next_action"
        attributes["next_action"] = {"type": "consume_qr", "code": {"image_url": picture}}
        ident = "pm_1" if "methods" in path else "pi_1"
        return httpx.Response(200, content=json.dumps({"data": {"id": ident, "attributes": attributes}}))

    facts = AccountFacts("test", "shop", "http://paymongo.test", {"secret_key": "sk_test_x", "products": "qr"})
    request = StartRequest("att_1", Money(15000, "PHP"), "qrph", "https://shop.example/back", direct=True)
    with use_transport(httpx.MockTransport(answer)):
        outcome = build(facts).start(request)
    assert outcome.qr_payload == "https://elsewhere.example/pay"
    assert outcome.expires_at > clock.now()
