"""What they tell us unasked."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from tiwala.gateways.outcomes import (
    Approved,
)
from tiwala.gateways.port import (
    LookUp,
    NoticeFacts,
    NoticeRefused,
)
from tiwala.gateways.tests.contract.telling import ask_back, begin, paid
from tiwala.kit import clock


@pytest.mark.journey
class NoticeContract:
    def test_a_true_one_names_the_try(self, harness):
        request, reference = paid(harness)
        facts = harness.gateway.read_notice(harness.notice(reference, "paid"))
        assert isinstance(facts, NoticeFacts)
        assert (facts.kind, facts.attempt_key, facts.reference) == ("payment", request.attempt_key, reference)
        assert facts.account == (harness.facts.external_id if harness.tells_account else "")
        assert facts.event_id

    def test_one_about_a_refund_names_the_refund(self, harness):
        if not harness.tells_refund:
            return
        request, reference = paid(harness)
        asked = ask_back(reference, request.amount)
        done = harness.gateway.refund(asked)
        facts = harness.gateway.read_notice(harness.notice(done.reference, "refund"))
        assert isinstance(facts, NoticeFacts)
        assert (facts.kind, facts.attempt_key, facts.reference) == ("refund", asked.key, done.reference)

    def test_a_doubled_one_has_the_same_event_id(self, harness):
        _, reference = paid(harness)
        first = harness.gateway.read_notice(harness.notice(reference, "paid"))
        again = harness.gateway.read_notice(harness.send_again(reference))
        assert first == again

    def test_order_does_not_matter_for_each_is_only_a_hint(self, harness):
        request, outcome = begin(harness)
        harness.expire(outcome.reference)
        expired = [harness.notice(outcome.reference, "expired")] if harness.tells_expiry else []
        harness.pay(outcome.reference)
        late = harness.notice(outcome.reference, "paid")
        ends = []
        for order in itertools.permutations([*expired, late]):
            for raw in order:
                facts = harness.gateway.read_notice(raw)
                ends.append(harness.gateway.look_up(LookUp(facts.attempt_key, facts.reference)))
        assert all(isinstance(end, Approved) and end.attempt_key == request.attempt_key for end in ends)

    def test_a_wrong_signature_is_refused(self, harness):
        forged = harness.forge(harness.body(), at=clock.machine_now(), secret="whsec_of_somebody_else")
        assert harness.gateway.read_notice(forged) == NoticeRefused("bad_proof")

    def test_one_without_proof_is_refused(self, harness):
        for bare in harness.without_proof(harness.forge(harness.body(), at=clock.machine_now())):
            assert harness.gateway.read_notice(bare) == NoticeRefused("no_proof")

    @pytest.mark.parametrize("minutes", ["late", 6, -60 * 24])
    def test_a_stale_one_is_refused(self, harness, minutes):
        if not harness.dates_proof:
            return
        shift = -harness.late_minutes - 1 if minutes == "late" else minutes
        raw = harness.forge(harness.body(), at=clock.machine_now() + timedelta(minutes=shift))
        assert harness.gateway.read_notice(raw) == NoticeRefused("stale")

    def test_a_body_altered_by_one_byte_is_refused(self, harness):
        if not harness.signs_body:
            return
        raw = harness.forge(harness.body(), at=clock.machine_now())
        for place in {0, len(raw.body) // 3, len(raw.body) // 2, len(raw.body) - 1}:
            altered = bytearray(raw.body)
            altered[place] ^= 1
            bent = type(raw)(raw.headers, bytes(altered), raw.remote_ip, raw.mode, raw.received_at)
            assert harness.gateway.read_notice(bent) == NoticeRefused("bad_proof")

    def test_one_from_the_other_mode_is_refused(self, harness):
        raw = harness.forge(harness.body(), at=clock.machine_now())
        live = type(raw)(raw.headers, raw.body, raw.remote_ip, "live", raw.received_at)
        assert harness.gateway.read_notice(live) == NoticeRefused("wrong_mode")
        if harness.tells_mode:
            lying = harness.forge(harness.body(live=True), at=clock.machine_now())
            assert harness.gateway.read_notice(lying) == NoticeRefused("wrong_mode")

    def test_one_for_another_account_is_refused(self, harness):
        if not harness.tells_account:
            return
        raw = harness.forge(harness.body(account="somebody_else"), at=clock.machine_now())
        assert harness.gateway.read_notice(raw) == NoticeRefused("wrong_account")

    def test_an_unknown_name_is_kept_and_not_acted_on(self, harness):
        raw = harness.forge(
            harness.body(type="moon.landed", data={"object": "moon", "id": "moon_1"}), at=clock.machine_now()
        )
        facts = harness.gateway.read_notice(raw)
        assert isinstance(facts, NoticeFacts)
        assert (facts.kind, facts.attempt_key, facts.reference) == ("other", "", "")

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"id":1}'])
    def test_a_proven_one_that_makes_no_sense_says_so_and_never_raises(self, harness, body):
        outcome = harness.gateway.read_notice(harness.forge(body, at=clock.machine_now()))
        assert isinstance(outcome, NoticeRefused)
        assert outcome.why in {"unreadable", "wrong_mode", "wrong_account"}

    def test_both_secrets_are_good_while_rotating(self, harness):
        old, new = harness.facts.notice_secrets[0], "whsec_the_new_one"
        rotating = harness.with_secrets(new, old)
        for secret in (old, new):
            raw = harness.forge(harness.body(), at=clock.machine_now(), secret=secret)
            assert isinstance(rotating.read_notice(raw), NoticeFacts)
        assert isinstance(
            harness.with_secrets(new).read_notice(harness.forge(harness.body(), at=clock.now())), NoticeRefused
        )
