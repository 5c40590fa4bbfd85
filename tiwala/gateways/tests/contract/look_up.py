"""Asking for the truth."""

from __future__ import annotations

import pytest

from tiwala.gateways.line_check import ask_line
from tiwala.gateways.outcomes import (
    Approved,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Reversed,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    LookUp,
    LookUpRefund,
)
from tiwala.gateways.tests.contract.telling import ask, begin, new_key, paid, peso
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money


@pytest.mark.journey
class LookUpContract:
    def test_it_finds_a_try_by_reference_and_by_key(self, harness):
        request, outcome = begin(harness)
        by_reference = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        assert isinstance(by_reference, NeedsPayer)
        if harness.gateway.can.can_look_up_by_key:
            assert harness.gateway.look_up(LookUp(request.attempt_key)) == by_reference

    def test_it_says_when_there_is_nothing(self, harness):
        assert harness.gateway.look_up(LookUp(new_key())) == Unknown(Why.NOT_FOUND)
        assert harness.gateway.look_up(LookUp(new_key(), "../../control/log")) == Unknown(Why.NOT_FOUND)
        assert harness.gateway.look_up_refund(LookUpRefund(new_key())) == Unknown(Why.NOT_FOUND)

    def test_a_decline_is_a_value_with_our_reason(self, harness):
        request, outcome = begin(harness)
        harness.decline(outcome.reference)
        found = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        if harness.is_decline_final:
            assert found == Declined(DeclineReason.INSUFFICIENT_FUNDS, outcome.reference)
        else:
            assert isinstance(found, NeedsPayer)
            assert found.reference == outcome.reference

    def test_it_says_what_was_really_paid(self, harness):
        request, outcome = begin(harness, peso("150.00"))
        harness.pay(outcome.reference, peso("149.00"))
        found = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        assert isinstance(found, Approved)
        assert found.amount == peso("149.00")

    def test_it_says_when_another_currency_was_paid(self, harness):
        if not harness.pays_other_currency:
            return
        request, outcome = begin(harness, peso("150.00"))
        harness.pay(outcome.reference, Money(15000, "USD"))
        found = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        assert isinstance(found, Approved)
        assert found.amount == Money(15000, "USD")

    def test_a_method_that_was_kept_pays_again_while_the_payer_is_away(self, harness):
        can_keep = harness.gateway.can.method(harness.payable).off_session
        request, outcome = begin(harness, save_method=can_keep)
        harness.pay(outcome.reference, keep=can_keep)
        first = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        assert isinstance(first, Approved)
        assert bool(first.saved) == can_keep
        token = first.saved.token if first.saved else ""
        assert not token or token not in repr(first)
        again = ask(harness, token=token)
        outcome = harness.gateway.start(again)
        assert isinstance(outcome, Approved if can_keep else NeedsPayer)
        assert not can_keep or outcome.attempt_key == again.attempt_key

    def test_late_money_after_expiry_is_money(self, harness):
        request, outcome = begin(harness)
        query = LookUp(request.attempt_key, outcome.reference)
        harness.expire(outcome.reference)
        assert harness.gateway.look_up(query) == Expired(outcome.reference)
        harness.pay(outcome.reference)
        assert isinstance(harness.gateway.look_up(query), Approved)

    def test_money_taken_back_is_reversed(self, harness):
        if not harness.takes_back:
            return
        request, reference = paid(harness)
        harness.reverse(reference)
        found = harness.gateway.look_up(LookUp(request.attempt_key, reference))
        assert found == Reversed(reference, request.amount)

    @pytest.mark.parametrize("trouble", ["server_error", "busy", "hangs"])
    def test_a_broken_read_breaks_down_and_may_be_asked_again(self, harness, trouble):
        request, outcome = begin(harness)
        harness.trouble(trouble, at="look_up")
        with pytest.raises(GatewayBreakdown) as broken:
            harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
        assert broken.value.retry

    def test_a_line_that_is_busy_says_so(self, harness):
        can = harness.gateway.can
        asks_lists = can.gives_statement and not can.can_look_up_by_key
        harness.trouble("busy", at="statement" if asks_lists else "look_up")
        assert ask_line(harness.gateway) == "busy"
        assert ask_line(harness.gateway) == "works"
        assert ask_line(harness.with_keys_of_nobody()) == "refused"

    def test_refused_keys_break_down_for_good(self, harness):
        request, outcome = begin(harness)
        with pytest.raises(GatewayBreakdown) as broken:
            harness.with_keys_of_nobody().look_up(LookUp(request.attempt_key, outcome.reference))
        assert not broken.value.retry

    def test_a_garbled_answer_is_unknown(self, harness):
        request, outcome = begin(harness)
        harness.trouble("answer_garbled", at="look_up")
        assert harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference)) == Unknown(Why.UNREADABLE)
