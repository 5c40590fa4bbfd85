"""Money that is held: taken, or let go."""

from __future__ import annotations

import pytest

from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    Expired,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    LookUp,
)
from tiwala.gateways.tests.contract.telling import begin, new_key, paid, peso


@pytest.mark.journey
class CaptureAndCancelContract:
    def test_held_money_is_taken_once(self, harness):
        if not harness.holdable:
            return
        request, reference = self._held(harness)
        found = harness.gateway.look_up(LookUp(request.attempt_key, reference))
        assert isinstance(found, Authorized)
        assert found.amount == request.amount
        key = new_key()
        first = harness.gateway.capture(reference, amount=request.amount, key=key)
        again = harness.gateway.capture(reference, amount=request.amount, key=key)
        assert isinstance(first, Approved)
        assert first == again

    def test_part_of_held_money_can_be_taken(self, harness):
        if not harness.holdable:
            return
        _, reference = self._held(harness)
        outcome = harness.gateway.capture(reference, amount=peso("100.00"), key=new_key())
        assert isinstance(outcome, Approved)
        assert outcome.amount == peso("100.00")

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
    def test_a_lost_capture_is_unknown_and_asking_tells(self, harness, trouble):
        if not harness.holdable:
            return
        request, reference = self._held(harness)
        harness.trouble(trouble, at="capture")
        assert isinstance(harness.gateway.capture(reference, amount=request.amount, key=new_key()), Unknown)
        assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key, reference)), Approved)

    def test_capturing_too_much_takes_nothing(self, harness):
        if not harness.holdable:
            return
        request, reference = self._held(harness, peso("150.00"))
        outcome = harness.gateway.capture(reference, amount=peso("150.01"), key=new_key())
        assert isinstance(outcome, Declined)
        assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key, reference)), Authorized)

    def test_capturing_what_is_not_there_is_not_found(self, harness):
        outcome = harness.gateway.capture("no_such_thing", amount=peso("1.00"), key=new_key())
        assert outcome == Unknown(Why.NOT_FOUND)

    def test_held_money_can_be_let_go(self, harness):
        if not harness.holdable:
            return
        _, reference = self._held(harness)
        assert harness.gateway.cancel(reference, key=new_key()) == Cancelled(reference)

    def test_an_open_try_is_called_off_and_calling_off_again_changes_nothing(self, harness):
        _, outcome = begin(harness)
        for _ in range(2):
            assert harness.gateway.cancel(outcome.reference, key=new_key()) == Cancelled(outcome.reference)

    def test_calling_off_what_was_paid_says_so(self, harness):
        _, reference = paid(harness)
        assert isinstance(harness.gateway.cancel(reference, key=new_key()), Approved)

    def test_a_lost_cancel_is_unknown(self, harness):
        request, outcome = begin(harness)
        harness.trouble("answer_lost", at="cancel")
        assert isinstance(harness.gateway.cancel(outcome.reference, key=new_key()), Unknown)
        found = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        assert found == (Cancelled if harness.tells_cancelled else Expired)(outcome.reference)

    @staticmethod
    def _held(harness, amount=None):
        request, outcome = begin(harness, amount, method=harness.holdable, capture="manual")
        harness.authorize(outcome.reference)
        return request, outcome.reference
