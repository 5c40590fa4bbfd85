"""What a payer contests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.gateways.outcomes import (
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AnswerRefused,
    DisputeAnswered,
    DisputeFacts,
    NoticeFacts,
)
from tiwala.gateways.tests.contract.telling import new_key, paid, peso, sees_disputes
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown


@pytest.mark.journey
class DisputeContract:
    """For adapters with `can.disputes == "looked_up"`; the others have nothing here to keep."""

    def test_one_that_was_opened_is_seen_and_names_its_payment(self, harness):
        if not sees_disputes(harness):
            return
        request, reference = paid(harness, peso("1500.00"))
        found = harness.gateway.look_up_dispute(harness.dispute(reference))
        assert isinstance(found, DisputeFacts)
        assert (found.state, found.amount) == ("needs_answer", peso("1500.00"))
        assert found.attempt_key == request.attempt_key or found.payment_reference == reference
        assert found.account in ("", harness.facts.external_id)
        assert found.answer_by is None or found.answer_by > found.opened_at

    def test_a_part_of_a_payment_may_be_disputed(self, harness):
        if not sees_disputes(harness):
            return
        _, reference = paid(harness, peso("1500.00"))
        found = harness.gateway.look_up_dispute(harness.dispute(reference, peso("400.00")))
        assert found.amount == peso("400.00")

    @pytest.mark.parametrize("won", [True, False])
    def test_the_end_is_told(self, harness, won):
        if not sees_disputes(harness):
            return
        _, reference = paid(harness)
        dispute = harness.dispute(reference)
        harness.end_dispute(dispute, won=won)
        assert harness.gateway.look_up_dispute(dispute).state == ("won" if won else "lost")

    def test_its_notice_names_it(self, harness):
        if not sees_disputes(harness):
            return
        _, reference = paid(harness)
        dispute = harness.dispute(reference)
        facts = harness.gateway.read_notice(harness.notice(dispute, "dispute"))
        assert isinstance(facts, NoticeFacts)
        assert (facts.kind, facts.reference) == ("dispute", dispute)

    @pytest.mark.parametrize("reference", ["dsp_nobody_knows", "", "../v1/account", "x" * 500])
    def test_one_that_nobody_opened_is_not_found(self, harness, reference):
        if sees_disputes(harness):
            assert harness.gateway.look_up_dispute(reference) == Unknown(Why.NOT_FOUND)

    def test_a_broken_answer_breaks_down_and_a_garbled_one_is_unknown(self, harness):
        if not sees_disputes(harness):
            return
        dispute = harness.dispute(paid(harness)[1])
        harness.trouble("server_error", at="dispute")
        with pytest.raises(GatewayBreakdown):
            harness.gateway.look_up_dispute(dispute)
        harness.trouble("answer_garbled", at="dispute")
        assert harness.gateway.look_up_dispute(dispute) == Unknown(Why.UNREADABLE)

    def test_an_answer_in_words_is_handed_in_until_it_is_over(self, harness):
        if not harness.gateway.can.answers_disputes:
            return
        dispute = harness.dispute(paid(harness)[1])
        said = harness.gateway.answer_dispute(dispute, text="Delivered on 4 May, signed for.", key=new_key())
        assert said == DisputeAnswered()
        again = harness.gateway.answer_dispute(dispute, text="Signed for by the guard.", key=new_key())
        assert isinstance(again, DisputeAnswered if harness.hears_twice else AnswerRefused)
        assert harness.gateway.look_up_dispute(dispute).state == "under_review"
        harness.end_dispute(dispute, won=False)
        late = harness.gateway.answer_dispute(dispute, text="Once more.", key=new_key())
        assert isinstance(late, AnswerRefused)

    def test_all_that_were_opened_are_listed_and_none_of_before(self, harness):
        can = harness.gateway.can
        assert not can.lists_disputes or can.disputes == "looked_up"
        if not can.lists_disputes:
            return
        before = clock.now() - timedelta(hours=1)
        opened = [harness.dispute(paid(harness)[1]) for _ in range(3)]
        harness.end_dispute(opened[0], won=False)
        assert set(opened) <= set(harness.gateway.list_disputes(before))
        assert harness.gateway.list_disputes(clock.now() + timedelta(days=2)) == ()
        for reference in opened:
            assert isinstance(harness.gateway.look_up_dispute(reference), DisputeFacts)

    @pytest.mark.parametrize("trouble", ["server_error", "busy", "answer_garbled"])
    def test_a_list_that_breaks_is_never_taken_for_an_empty_one(self, harness, trouble):
        if not harness.gateway.can.lists_disputes:
            return
        harness.trouble(trouble, at="dispute")
        with pytest.raises(GatewayBreakdown):
            harness.gateway.list_disputes(clock.now() - timedelta(hours=1))
