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
)
from tiwala.gateways.tests.contract.telling import PATIENCE_S, about, ask_back, begin, paid, peso


@pytest.mark.journey
class RefundContract:
    def test_all_of_it_goes_back(self, harness):
        request, reference = paid(harness)
        asked = ask_back(reference, request.amount, reason="Cancelled order")
        outcome = harness.gateway.refund(asked)
        assert isinstance(outcome, RefundDone)
        assert (outcome.amount, outcome.key) == (request.amount, asked.key if harness.names_refunds else "")
        assert outcome.account in ("", harness.facts.external_id)
        assert harness.gateway.look_up_refund(LookUpRefund(asked.key, outcome.reference)) == outcome
        assert harness.gateway.look_up_refund(about(asked)) == outcome

    def test_never_more_than_is_left(self, harness):
        _, reference = paid(harness, peso("150.00"))
        first = harness.gateway.refund(ask_back(reference, peso("100.00")))
        second = harness.gateway.refund(ask_back(reference, peso("50.01")))
        assert isinstance(first, RefundDone)
        assert second == RefundFailed(RefundFailure.TOO_LARGE)

    def test_two_at_once_never_give_back_more_than_came(self, harness):
        _, reference = paid(harness, peso("150.00"))
        outcomes = []
        threads = [
            threading.Thread(target=lambda: outcomes.append(harness.gateway.refund(ask_back(reference, peso("90.00")))))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)
        first, second = sorted(type(outcome).__name__ for outcome in outcomes)
        assert first == "RefundDone"
        assert second == "RefundFailed" or (second == "Unknown" and not harness.names_refunds)

    def test_the_same_key_again_gives_back_once(self, harness):
        request, reference = paid(harness)
        asked = ask_back(reference, request.amount)
        self._gives_back_once(harness, asked, harness.gateway.refund(asked))

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
    def test_a_lost_answer_is_unknown_and_asking_tells(self, harness, trouble):
        request, reference = paid(harness)
        asked = ask_back(reference, request.amount)
        harness.trouble(trouble, at="refund")
        assert isinstance(harness.gateway.refund(asked), Unknown)
        found = harness.gateway.look_up_refund(about(asked))
        assert isinstance(found, RefundDone)
        self._gives_back_once(harness, asked, found)

    def test_a_refund_turned_away_undone_may_be_sent_again(self, harness):
        request, reference = paid(harness)
        asked = ask_back(reference, request.amount)
        harness.trouble("busy", at="refund")
        assert may_send_again(harness.gateway.refund(asked))
        assert isinstance(harness.gateway.refund(asked), RefundDone)

    def test_a_slow_one_is_pending(self, harness):
        _, reference = paid(harness, peso("5000.00"))
        asked = ask_back(reference, harness.slow_refund)
        outcome = harness.gateway.refund(asked)
        assert isinstance(outcome, RefundPending)
        assert harness.gateway.look_up_refund(LookUpRefund(asked.key, outcome.reference)) == outcome

    def test_one_that_the_bank_turns_down_failed(self, harness):
        _, reference = paid(harness, peso("5000.00"))
        outcome = harness.gateway.refund(ask_back(reference, harness.failing_refund))
        assert isinstance(outcome, RefundFailed)
        assert outcome.reason == RefundFailure.BANK_REFUSED

    def test_what_was_never_paid_cannot_go_back(self, harness):
        request, outcome = begin(harness)
        refused = harness.gateway.refund(ask_back(outcome.reference, request.amount))
        assert isinstance(refused, RefundFailed)

    def test_a_rail_without_a_way_back_says_so(self, harness):
        if not harness.no_way_back:
            return
        method = harness.gateway.can.method(harness.no_way_back)
        assert method is not None
        assert method.refund == "none"
        request, reference = paid(harness, method=harness.no_way_back)
        outcome = harness.gateway.refund(ask_back(reference, request.amount))
        assert isinstance(outcome, RefundUnsupported)

    def test_refused_keys_fail_and_a_dead_line_sent_nothing(self, harness):
        asked = ask_back(harness.nobodys_reference, peso("1.00"))
        assert isinstance(harness.with_keys_of_nobody().refund(asked), RefundFailed)
        assert harness.with_dead_line().refund(asked) == Unknown(Why.NOT_SENT)

    @staticmethod
    def _gives_back_once(harness, asked, found):
        """Asked for again. Where refunds carry no key it is not sent, lest it were a second one, and asking tells."""
        again = harness.gateway.refund(asked)
        if harness.names_refunds:
            assert again == found
        else:
            assert isinstance(again, Unknown)
            assert not may_send_again(again)
            assert harness.gateway.look_up_refund(about(asked)) == found
