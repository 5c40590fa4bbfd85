"""Money that goes back."""

from __future__ import annotations

import threading

import pytest

from tiwala.gateways.outcomes import (
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundPending,
    RefundUnsupported,
    Unknown,
    Why,
    may_send_again,
)
from tiwala.gateways.port import (
    LookUpRefund,
    RefundRequest,
)
from tiwala.gateways.tests.contract.telling import PATIENCE_S, begin, new_key, paid, peso


@pytest.mark.journey
class RefundContract:
    def test_all_of_it_goes_back(self, harness):
        request, reference = paid(harness)
        key = new_key()
        outcome = harness.gateway.refund(RefundRequest(reference, request.amount, key, reason="Cancelled order"))
        assert isinstance(outcome, RefundDone)
        assert (outcome.amount, outcome.key) == (request.amount, key)
        assert outcome.account in ("", harness.facts.external_id)
        assert harness.gateway.look_up_refund(LookUpRefund(key, outcome.reference)) == outcome
        assert harness.gateway.look_up_refund(LookUpRefund(key, payment_reference=reference)) == outcome

    def test_never_more_than_is_left(self, harness):
        _, reference = paid(harness, peso("150.00"))
        first = harness.gateway.refund(RefundRequest(reference, peso("100.00"), new_key()))
        second = harness.gateway.refund(RefundRequest(reference, peso("50.01"), new_key()))
        assert isinstance(first, RefundDone)
        assert second == RefundFailed(RefundFailure.TOO_LARGE)

    def test_two_at_once_never_give_back_more_than_came(self, harness):
        _, reference = paid(harness, peso("150.00"))
        outcomes = []
        threads = [
            threading.Thread(
                target=lambda: outcomes.append(
                    harness.gateway.refund(RefundRequest(reference, peso("90.00"), new_key()))
                )
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RefundDone", "RefundFailed"]

    def test_the_same_key_again_gives_back_once(self, harness):
        request, reference = paid(harness)
        asked = RefundRequest(reference, request.amount, new_key())
        assert harness.gateway.refund(asked) == harness.gateway.refund(asked)

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
    def test_a_lost_answer_is_unknown_and_asking_tells(self, harness, trouble):
        request, reference = paid(harness)
        asked = RefundRequest(reference, request.amount, new_key())
        harness.trouble(trouble, at="refund")
        assert isinstance(harness.gateway.refund(asked), Unknown)
        found = harness.gateway.look_up_refund(LookUpRefund(asked.key, payment_reference=asked.reference))
        assert isinstance(found, RefundDone)
        assert harness.gateway.refund(asked) == found

    def test_a_refund_turned_away_undone_may_be_sent_again(self, harness):
        request, reference = paid(harness)
        asked = RefundRequest(reference, request.amount, new_key())
        harness.trouble("busy", at="refund")
        assert may_send_again(harness.gateway.refund(asked))
        assert isinstance(harness.gateway.refund(asked), RefundDone)

    def test_a_slow_one_is_pending(self, harness):
        _, reference = paid(harness, peso("5000.00"))
        key = new_key()
        outcome = harness.gateway.refund(RefundRequest(reference, harness.slow_refund, key))
        assert isinstance(outcome, RefundPending)
        assert harness.gateway.look_up_refund(LookUpRefund(key, outcome.reference)) == outcome

    def test_one_that_the_bank_turns_down_failed(self, harness):
        _, reference = paid(harness, peso("5000.00"))
        outcome = harness.gateway.refund(RefundRequest(reference, harness.failing_refund, new_key()))
        assert isinstance(outcome, RefundFailed)
        assert outcome.reason == RefundFailure.BANK_REFUSED

    def test_what_was_never_paid_cannot_go_back(self, harness):
        request, outcome = begin(harness)
        refused = harness.gateway.refund(RefundRequest(outcome.reference, request.amount, new_key()))
        assert isinstance(refused, RefundFailed)

    def test_a_rail_without_a_way_back_says_so(self, harness):
        if not harness.no_way_back:
            return
        method = harness.gateway.can.method(harness.no_way_back)
        assert method is not None
        assert method.refund == "none"
        request, reference = paid(harness, method=harness.no_way_back)
        outcome = harness.gateway.refund(RefundRequest(reference, request.amount, new_key()))
        assert isinstance(outcome, RefundUnsupported)

    def test_refused_keys_fail_and_a_dead_line_sent_nothing(self, harness):
        asked = RefundRequest(harness.nobodys_reference, peso("1.00"), new_key())
        assert isinstance(harness.with_keys_of_nobody().refund(asked), RefundFailed)
        assert harness.with_dead_line().refund(asked) == Unknown(Why.NOT_SENT)
