"""Stripe's notices: their proof by published and foreign vectors, and what each is about."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta

import pytest
import stripe

from tiwala.gateways.adapters.stripe import signature
from tiwala.gateways.adapters.stripe.tests.harness import sign
from tiwala.gateways.adapters.stripe.tests.recording import saved_token
from tiwala.gateways.outcomes import Approved
from tiwala.gateways.port import LookUp, NoticeFacts, NoticeRefused, RefundRequest
from tiwala.gateways.tests.contract import ask, begin, new_key, paid, peso
from tiwala.kit import clock

VECTOR = {
    "secret": "whsec_test_secret",
    "t": 1492774577,
    "body": b'{"id":"evt_1"}',
    "hex": "799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f",
}
"""HMAC-SHA256 over "t.body", computed apart from this code."""
AT = datetime.fromtimestamp(VECTOR["t"], UTC)


def check(header, body=VECTOR["body"], *, keys=(VECTOR["secret"],), at=AT):
    return signature.check(header, body, secrets=keys, at=at)


class TestProof:
    def test_the_vector_is_good(self):
        assert check(f"t={VECTOR['t']},v1={VECTOR['hex']}") == "ok"

    @pytest.mark.parametrize(
        "header",
        [
            "t={t},v1=00,v1={hex}",
            "t={t},v0=00,v1={hex}",
            "v1={hex},t={t}",
            " t={t} , v1={hex} ",
        ],
    )
    def test_any_v1_will_do(self, header):
        assert check(header.format(**VECTOR)) == "ok"

    @pytest.mark.parametrize(
        ("header", "why"),
        [
            ("t={t},v0={hex}", "no_proof"),
            ("v1={hex}", "no_proof"),
            ("t={t},t={t},v1={hex}", "no_proof"),
            ("t=²,v1={hex}", "no_proof"),
            ("t=-1,v1={hex}", "no_proof"),
            ("t={t},v1=", "no_proof"),
            ("", "no_proof"),
            ("t=1492774578,v1={hex}", "bad_proof"),
            ("t={t},v1={hex}0", "bad_proof"),
            ("t=01492774577,v1={hex}", "bad_proof"),
        ],
    )
    def test_nothing_else_will(self, header, why):
        assert check(header.format(**VECTOR)) == why

    def test_both_secrets_are_good_and_none_is_no_proof(self):
        header = f"t={VECTOR['t']},v1={VECTOR['hex']}"
        assert check(header, keys=("whsec_other", VECTOR["secret"])) == "ok"
        assert check(header, keys=()) == "no_proof"

    @pytest.mark.parametrize(("seconds", "why"), [(300, "ok"), (-300, "ok"), (301, "stale"), (-301, "stale")])
    def test_five_minutes_either_way(self, seconds, why):
        assert check(f"t={VECTOR['t']},v1={VECTOR['hex']}", at=AT + timedelta(seconds=seconds)) == why

    def test_what_their_sdk_signs_we_accept(self):
        body, secret = json.dumps({"id": "evt_1", "text": "₱1,500 · é"}), f"whsec_{secrets.token_hex(16)}"
        now = clock.machine_now()
        header = stripe.WebhookSignature.generate_signature_header(body, secret, int(now.timestamp()))
        assert check(header, body.encode(), keys=(secret,), at=now) == "ok"

    def test_what_the_stand_in_signs_their_sdk_accepts(self):
        body = b'{"id": "evt_1", "object": "event"}'
        header = sign("whsec_x", int(clock.machine_now().timestamp()), body)
        assert stripe.Webhook.construct_event(body, header, "whsec_x").id == "evt_1"
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body + b" ", header, "whsec_x")


@pytest.mark.journey
class TestNotices:
    def test_one_from_the_wire_satisfies_their_sdk_and_us(self, harness):
        request, reference = paid(harness)
        raw = harness.notice(reference, "paid")
        event = stripe.Webhook.construct_event(raw.body, raw.headers[signature.HEADER], harness.facts.notice_secrets[0])
        facts = harness.gateway.read_notice(raw)
        assert (facts.event_id, facts.name) == (event.id, event.type)
        assert facts.attempt_key == request.attempt_key == event.data.object.client_reference_id

    def test_an_intent_of_a_page_is_named_by_its_key_alone(self, harness):
        request, reference = paid(harness)
        (row,) = harness.gateway._finding.under(request.attempt_key)
        facts = harness.gateway.read_notice(harness.notice(row["payment_intent"], "payment_intent.succeeded"))
        assert (facts.kind, facts.attempt_key, facts.reference) == ("payment", request.attempt_key, "")
        found = harness.gateway.look_up(LookUp(facts.attempt_key, facts.reference))
        assert (type(found), found.reference) == (Approved, reference)

    def test_an_intent_of_a_token_is_named_by_itself(self, harness):
        request = ask(harness, token=saved_token(harness))
        money = harness.gateway.start(request)
        facts = harness.gateway.read_notice(harness.notice(money.reference, "payment_intent.succeeded"))
        assert (facts.kind, facts.attempt_key, facts.reference) == ("payment", request.attempt_key, money.reference)

    def test_a_complete_page_that_is_not_paid_is_a_hint_like_any_other(self, harness):
        request, page = begin(harness)
        harness.act(page.reference, "process")
        raw = harness.notice(page.reference, "checkout.session.completed")
        assert json.loads(raw.body)["data"]["object"]["payment_status"] == "unpaid"
        facts = harness.gateway.read_notice(raw)
        assert (facts.kind, facts.attempt_key) == ("payment", request.attempt_key)

    def test_money_given_back_elsewhere_leads_to_the_payment(self, harness):
        request, reference = paid(harness)
        harness.reverse(reference)
        (row,) = harness.gateway._finding.under(request.attempt_key)
        (back,) = harness.gateway._finding.refunds_of(row["payment_intent"])
        facts = harness.gateway.read_notice(harness.notice(back["charge"], "charge.refunded"))
        assert (facts.kind, facts.attempt_key) == ("payment", request.attempt_key)
        stranger = harness.gateway.read_notice(harness.notice(back["id"], "refund"))
        assert (stranger.kind, stranger.attempt_key) == ("other", "")

    def test_a_slow_refund_that_arrives_is_told(self, harness):
        _, reference = paid(harness, peso("5000.00"))
        key = new_key()
        pending = harness.gateway.refund(RefundRequest(reference, harness.slow_refund, key))
        harness.act(pending.reference, "settle")
        facts = harness.gateway.read_notice(harness.notice(pending.reference, "refund.updated"))
        assert (facts.kind, facts.attempt_key, facts.reference) == ("refund", key, pending.reference)

    @pytest.mark.parametrize(
        "thing",
        [
            {"id": "cs_test_1", "object": "checkout.session", "mode": "payment", "metadata": {}},
            {
                "id": "cs_test_1",
                "object": "checkout.session",
                "mode": "subscription",
                "metadata": {"tiwala_attempt": "a"},
            },
            {"id": "pi_1", "object": "payment_intent", "metadata": {"order": "1"}},
            {"id": "ch_1", "object": "charge", "metadata": None},
            {"id": "re_1", "object": "refund"},
            {"id": "cus_1", "object": "customer"},
        ],
    )
    def test_things_of_another_program_on_the_same_account_are_left_alone(self, harness, thing):
        facts = harness.gateway.read_notice(harness.forge(harness.body(data=thing), at=clock.machine_now()))
        assert isinstance(facts, NoticeFacts)
        assert (facts.kind, facts.attempt_key, facts.reference) == ("other", "", "")

    def test_a_payout_is_named(self, harness):
        body = harness.body(data={"id": "po_1", "object": "payout"}, type="payout.paid")
        facts = harness.gateway.read_notice(harness.forge(body, at=clock.machine_now()))
        assert (facts.kind, facts.reference) == ("payout", "po_1")

    def test_one_for_an_account_of_a_platform_is_refused(self, harness):
        raw = harness.forge(harness.body(account="acct_somebody"), at=clock.machine_now())
        assert harness.gateway.read_notice(raw) == NoticeRefused("wrong_account")
