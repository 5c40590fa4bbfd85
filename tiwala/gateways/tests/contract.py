"""The contract every adapter keeps: its tests subclass AdapterContract and give it a `harness` fixture."""

from __future__ import annotations

import itertools
import logging
import re
import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from tiwala.gateways.line_check import ask_line
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundPending,
    RefundUnsupported,
    Reversed,
    SavedMethod,
    Unknown,
    Why,
    is_money,
    may_send_again,
)
from tiwala.gateways.port import (
    AnswerRefused,
    DisputeAnswered,
    DisputeFacts,
    LookUp,
    LookUpRefund,
    MethodForgotten,
    NoticeFacts,
    NoticeRefused,
    RefundRequest,
    StartRequest,
)
from tiwala.gateways.tests.harness import Harness
from tiwala.kit import clock, ids
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

PATIENCE_S = 10


def peso(text: str) -> Money:
    return Money.from_decimal(Decimal(text), "PHP")


def new_key() -> str:
    return ids.encode("att", ids.uuid7())


def ask(harness: Harness, amount: Money | None = None, **changes) -> StartRequest:
    given = {
        "attempt_key": new_key(),
        "amount": amount or peso("150.00"),
        "method": harness.payable,
        "return_url": "http://localhost:8000/back",
        "description": "Invoice 0001",
        "expires_at": clock.now() + timedelta(minutes=30),
    }
    return StartRequest(**(given | changes))


def begin(harness: Harness, amount: Money | None = None, **changes) -> tuple[StartRequest, NeedsPayer]:
    request = ask(harness, amount, **changes)
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, NeedsPayer), outcome
    return request, outcome


def paid(harness: Harness, amount: Money | None = None, **changes) -> tuple[StartRequest, str]:
    request, outcome = begin(harness, amount, **changes)
    harness.pay(outcome.reference)
    return request, outcome.reference


def kept_method(harness: Harness) -> SavedMethod:
    """A method that the payer let them keep."""
    _, outcome = begin(harness, save_method=True)
    harness.pay(outcome.reference, keep=True)
    money = harness.gateway.look_up(LookUp("", outcome.reference))
    assert isinstance(money, Approved)
    assert money.saved is not None
    return money.saved


def kept_token(harness: Harness) -> str:
    return kept_method(harness).token


def charges_alone(harness: Harness) -> bool:
    """Whether the payable method can be charged while its payer is away."""
    return harness.gateway.can.method(harness.payable).off_session


def sees_disputes(harness: Harness) -> bool:
    return harness.gateway.can.disputes == "looked_up"


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
        assert harness.gateway.start(other) in (Unknown(Why.KEY_REUSED), first)

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
    def test_a_charge_whose_answer_was_lost_is_unknown_and_found_by_its_key(self, harness, trouble):
        if not charges_alone(harness):
            return
        request = ask(harness, token=kept_token(harness))
        harness.trouble(trouble, at="charge")
        lost = harness.gateway.start(request)
        assert isinstance(lost, Unknown)
        assert not may_send_again(lost)
        found = harness.gateway.look_up(LookUp(request.attempt_key))
        assert isinstance(found, Approved)
        assert harness.gateway.start(request) == found

    def test_a_forgotten_saved_method_declines(self, harness):
        if not any(method.off_session for method in harness.gateway.can.methods):
            return
        outcome = harness.gateway.start(ask(harness, token="no_such_token/../x"))
        assert isinstance(outcome, Declined)


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

    def test_turned_away_undone_may_be_sent_again(self, harness):
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


@pytest.mark.journey
class ForgetContract:
    """For adapters with `can.forgets_methods`; the others have nothing here to keep."""

    def test_a_forgotten_method_takes_no_money_any_more(self, harness):
        if not harness.gateway.can.forgets_methods:
            return
        token = kept_token(harness)
        for _ in range(2):
            assert harness.gateway.forget_method(token, key=new_key()) == MethodForgotten()
        outcome = harness.gateway.start(ask(harness, token=token))
        assert isinstance(outcome, Declined)

    def test_one_they_never_knew_is_gone_already(self, harness):
        if harness.gateway.can.forgets_methods:
            for token in ("no_such_token", "x/../../y", "", "ü" * 500):
                assert harness.gateway.forget_method(token, key=new_key()) == MethodForgotten()

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_garbled", "server_error", "busy", "unavailable"])
    def test_a_lost_answer_is_never_taken_for_a_yes_and_may_be_asked_again(self, harness, trouble):
        if not harness.gateway.can.forgets_methods:
            return
        token, key = kept_token(harness), new_key()
        harness.trouble(trouble, at="forget")
        first = harness.gateway.forget_method(token, key=key)
        assert isinstance(first, Unknown) or trouble == "answer_garbled"
        assert harness.gateway.forget_method(token, key=key) == MethodForgotten()
        assert isinstance(harness.gateway.start(ask(harness, token=token)), Declined)

    def test_with_refused_keys_or_a_dead_line_nothing_is_known(self, harness):
        if not harness.gateway.can.forgets_methods:
            return
        token = kept_token(harness)
        for gateway in (harness.with_keys_of_nobody(), harness.with_dead_line()):
            assert isinstance(gateway.forget_method(token, key=new_key()), Unknown)
        assert isinstance(harness.gateway.start(ask(harness, token=token)), Approved)

    def test_what_is_kept_is_told_by_masked_facts_only(self, harness):
        if not harness.gateway.can.method(harness.payable).off_session:
            return
        saved = kept_method(harness)
        shown = f"{saved.facts.brand} {saved.facts.last_four} {saved.facts.wallet}"
        assert shown.strip()
        assert not re.search(r"[0-9]{7}", shown)
        assert saved.token not in repr(saved)


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
        key = new_key()
        done = harness.gateway.refund(RefundRequest(reference, request.amount, key))
        facts = harness.gateway.read_notice(harness.notice(done.reference, "refund"))
        assert isinstance(facts, NoticeFacts)
        assert (facts.kind, facts.attempt_key, facts.reference) == ("refund", key, done.reference)

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


@pytest.mark.journey
class StatementContract:
    def test_one_that_gives_none_says_so_for_good(self, harness):
        if harness.gateway.can.gives_statement:
            return
        with pytest.raises(GatewayBreakdown) as broken:
            list(harness.gateway.statement(clock.today("Asia/Manila")))
        assert not broken.value.retry

    def test_it_lists_the_day_and_its_sums_agree(self, harness):
        if not harness.gateway.can.gives_statement:
            return
        request, reference = paid(harness, peso("1500.00"))
        harness.gateway.refund(RefundRequest(reference, peso("500.00"), new_key()))
        lines = list(harness.gateway.statement(clock.today("Asia/Manila")))
        assert all(line.net == line.gross - line.fee for line in lines)
        by_kind = {line.kind: line for line in lines}
        assert by_kind["payment"].attempt_key == request.attempt_key
        assert by_kind["payment"].gross == peso("1500.00")
        assert by_kind["refund"].gross == peso("-500.00")
        assert len({line.line_id for line in lines}) == len(lines)

    def test_an_empty_day_is_empty(self, harness):
        if not harness.gateway.can.gives_statement:
            return
        assert list(harness.gateway.statement(clock.today("Asia/Manila") - timedelta(days=400))) == []

    def test_a_broken_one_breaks_down(self, harness):
        if not harness.gateway.can.gives_statement:
            return
        harness.trouble("server_error", at="statement")
        with pytest.raises(GatewayBreakdown):
            list(harness.gateway.statement(clock.today("Asia/Manila")))


@pytest.mark.journey
class SecrecyContract:
    def test_nothing_secret_is_in_a_repr_or_a_log_line(self, harness, caplog):
        caplog.set_level(logging.DEBUG)
        request, reference = paid(harness)
        harness.gateway.refund(RefundRequest(reference, request.amount, new_key()))
        harness.with_keys_of_nobody().start(ask(harness))
        harness.with_dead_line().start(ask(harness))
        raw = harness.notice(reference, "paid")
        harness.gateway.read_notice(raw)
        seen = " ".join(
            [caplog.text, repr(harness.gateway), repr(vars(harness.gateway)), repr(harness.facts), repr(raw)]
        )
        for secret in (*harness.facts.keys.values(), *harness.facts.notice_secrets):
            assert secret not in seen
        assert raw.body.decode() not in seen

    def test_its_capabilities_are_sound(self, harness):
        can = harness.gateway.can
        names = [method.name for method in can.methods]
        assert len(set(names)) == len(names) > 0
        assert all((method.refund == "none") == (method.refund_days == 0) for method in can.methods)
        assert all(name == name.lower() for name in can.proof_headers)
        assert all("/" not in origin.split("://", 1)[1] for origin in (*can.form_origins, *can.frame_origins))
        payable = can.method(harness.payable)
        assert payable is not None
        assert all(payable.takes(peso(text)) for text in harness.amounts)
        assert not payable.takes(Money(1, "IQD"))


class AdapterContract(
    StartContract,
    LookUpContract,
    CaptureAndCancelContract,
    RefundContract,
    DisputeContract,
    ForgetContract,
    NoticeContract,
    StatementContract,
    SecrecyContract,
):
    """All of it. Subclass as `TestContract` and give a `harness` fixture."""
