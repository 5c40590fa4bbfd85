"""Starting a try."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tiwala.gateways.outcomes import (
    Approved,
    Declined,
    DeclineReason,
    NeedsPayer,
    Unknown,
    Why,
    is_money,
    may_send_again,
)
from tiwala.gateways.port import (
    LookUp,
)
from tiwala.gateways.tests.contract.telling import PATIENCE_S, ask, begin, charges_alone, kept_token, paid, peso
from tiwala.kit import clock
from tiwala.kit.money import Money


@pytest.mark.journey
class StartContract:
    def test_it_sends_the_payer_on_and_says_where(self, harness):
        _, outcome = begin(harness)
        assert outcome.reference
        assert outcome.redirect_url.startswith("http")
        assert is_money(outcome) is False

    def test_every_method_begins_in_its_own_way(self, harness):
        for method in harness.gateway.can.methods:
            usual, smallest = peso("150.00"), method.limits[0].smallest
            amount = usual if method.takes(usual) else smallest
            _, outcome = begin(harness, amount, method=method.name, direct=method.kind != "redirect")
            shown = {"redirect": outcome.redirect_url, "qr": outcome.qr_payload, "code": outcome.code}[method.kind]
            assert shown, method.name

    @pytest.mark.parametrize("which", [0, 1, 2])
    def test_money_goes_there_and_back_to_the_centavo(self, harness, which):
        amount = peso(harness.amounts[which])
        request, reference = paid(harness, amount)
        outcome = harness.gateway.look_up(LookUp(request.attempt_key, reference))
        assert isinstance(outcome, Approved)
        assert (outcome.amount, outcome.account) == (amount, harness.facts.external_id)
        assert (outcome.attempt_key, outcome.reference) == (request.attempt_key, reference)
        assert outcome.method == request.method
        assert outcome.fee is None or Money.zero("PHP") <= outcome.fee <= amount
        assert abs(outcome.captured_at - clock.now()) < timedelta(minutes=5)

    def test_the_same_key_again_is_the_same_try(self, harness):
        request, first = begin(harness)
        again = harness.gateway.start(request)
        assert isinstance(again, NeedsPayer)
        assert again.reference == first.reference or not harness.finds_pages

    def test_the_same_key_with_another_amount_is_never_a_new_try(self, harness):
        if not harness.refuses_other_amount:
            return
        request, _ = begin(harness)
        outcome = harness.gateway.start(ask(harness, peso("99.00"), attempt_key=request.attempt_key))
        assert outcome == Unknown(Why.KEY_REUSED)

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
    def test_a_lost_answer_is_unknown_and_sending_again_makes_no_second_try(self, harness, trouble):
        request = ask(harness)
        harness.trouble(trouble, at="start")
        started = time.monotonic()
        lost = harness.gateway.start(request)
        assert isinstance(lost, Unknown)
        assert time.monotonic() - started < PATIENCE_S
        found = harness.gateway.look_up(LookUp(request.attempt_key))
        again = harness.gateway.start(request)
        assert isinstance(again, NeedsPayer)
        if harness.gateway.can.can_look_up_by_key:
            assert isinstance(found, NeedsPayer)
            assert again.reference == found.reference
        elif harness.finds_pages:
            assert harness.gateway.start(request) == again
        else:
            # What was lost was shown to nobody, so that another page for the same money is safe, and it says so.
            assert may_send_again(lost)
            assert found == Unknown(Why.NOT_FOUND)

    @pytest.mark.parametrize("trouble", ["server_error", "hangs"])
    def test_trouble_on_the_way_is_unknown_and_asking_tells(self, harness, trouble):
        request = ask(harness)
        harness.trouble(trouble, at="start")
        assert isinstance(harness.gateway.start(request), Unknown)
        assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key)), Unknown | NeedsPayer)

    @pytest.mark.parametrize("trouble", ["busy", "unavailable"])
    def test_turned_away_undone_may_be_sent_again(self, harness, trouble):
        request = ask(harness)
        harness.trouble(trouble, at="start")
        outcome = harness.gateway.start(request)
        assert may_send_again(outcome) if trouble in harness.undone else isinstance(outcome, Unknown)
        assert isinstance(harness.gateway.start(request), NeedsPayer)

    def test_a_dead_line_sent_nothing(self, harness):
        assert harness.with_dead_line().start(ask(harness)) == Unknown(Why.NOT_SENT)

    def test_refused_keys_decline_and_start_nothing(self, harness):
        request = ask(harness)
        assert harness.with_keys_of_nobody().start(request) == Declined(DeclineReason.METHOD_UNAVAILABLE)
        assert harness.gateway.look_up(LookUp(request.attempt_key)) == Unknown(Why.NOT_FOUND)

    def test_a_saved_method_is_charged_once_for_a_key(self, harness):
        if not charges_alone(harness):
            return
        request = ask(harness, token=kept_token(harness))
        first = harness.gateway.start(request)
        assert isinstance(first, Approved)
        assert harness.gateway.start(request) == first
        other = ask(harness, peso("99.00"), attempt_key=request.attempt_key, token=request.token)
        outcome = harness.gateway.start(other)
        assert outcome in (Unknown(Why.KEY_REUSED), first) or not harness.refuses_other_amount
        assert outcome == first or (isinstance(outcome, Unknown) and not may_send_again(outcome))

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
    def test_a_charge_whose_answer_was_lost_is_unknown_and_found_by_its_key(self, harness, trouble):
        if not charges_alone(harness):
            return
        request = ask(harness, token=kept_token(harness))
        harness.trouble(trouble, at="charge")
        lost = harness.gateway.start(request)
        assert isinstance(lost, Unknown)
        assert not may_send_again(lost)
        found = harness.gateway.look_up(LookUp(request.attempt_key, by_kept=True))
        if not harness.finds_charges:
            assert isinstance(found, Unknown)
            assert not may_send_again(found)
            again = harness.gateway.start(request)
            found = harness.gateway.look_up(LookUp(request.attempt_key, again.reference, by_kept=True))
        assert isinstance(found, Approved)
        assert harness.gateway.start(request) == found

    def test_a_forgotten_saved_method_declines(self, harness):
        if not any(method.off_session for method in harness.gateway.can.methods):
            return
        outcome = harness.gateway.start(ask(harness, token="no_such_token/../x"))
        assert isinstance(outcome, Declined)
