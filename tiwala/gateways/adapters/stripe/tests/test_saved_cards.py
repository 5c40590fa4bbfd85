"""Cards that a payer let Stripe keep: charged with and without the payer, and forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tiwala.gateways.adapters.stripe import asking
from tiwala.gateways.adapters.stripe.tests.recording import saved_token
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    RefundDone,
    Unknown,
)
from tiwala.gateways.port import LookUp, RefundRequest
from tiwala.gateways.tests.contract import ask, new_key
from tiwala.kit import clock


@pytest.mark.journey
class TestSavedCards:
    def test_one_token_carries_customer_and_card(self, harness):
        token = saved_token(harness)
        customer, method = asking.parts_of(token)
        assert customer.startswith("cus_")
        assert method.startswith("pm_")

    @pytest.mark.parametrize(
        "token", ["cus_1", "pm_1", "cus_1:", ":pm_1", "cus_1:pm_1:x", "cus_1:pm_1/../x", "cus_ü:pm_1"]
    )
    def test_a_token_that_is_none_of_ours_declines_and_asks_nobody(self, harness, token):
        outcome = harness.with_dead_line().start(ask(harness, token=token))
        assert outcome == Declined(DeclineReason.METHOD_UNAVAILABLE)

    def test_without_the_payer_it_pays_at_once(self, harness):
        request = ask(harness, token=saved_token(harness))
        outcome = harness.gateway.start(request)
        assert isinstance(outcome, Approved)
        assert outcome.reference.startswith("pi_")
        assert (outcome.amount, outcome.attempt_key) == (request.amount, request.attempt_key)
        assert harness.gateway.look_up(LookUp(request.attempt_key)) == outcome

    def test_at_once_from_many_sides_a_key_takes_money_once(self, harness):
        request = ask(harness, token=saved_token(harness))
        with ThreadPoolExecutor(8) as crowd:
            outcomes = list(crowd.map(lambda _: harness.gateway.start(request), range(8)))
        assert {type(outcome) for outcome in outcomes} <= {Approved, Unknown}
        assert len(harness.gateway._finding.under(request.attempt_key)) == 1
        lines = [one for one in harness.gateway.statement(clock.today("Asia/Manila")) if one.kind == "payment"]
        assert [one.attempt_key for one in lines].count(request.attempt_key) == 1

    def test_without_the_payer_a_bank_that_asks_for_them_declines(self, harness):
        request = ask(harness, token=saved_token(harness, plays="authentication_required"))
        outcome = harness.gateway.start(request)
        assert outcome == Declined(DeclineReason.NOT_AUTHENTICATED, outcome.reference)
        assert outcome.reference.startswith("pi_")
        assert outcome.facts.last_four == "4242"
        assert harness.gateway.start(request) == outcome
        assert harness.gateway.look_up(LookUp(request.attempt_key)) == outcome

    @pytest.mark.parametrize(("passed", "wanted"), [(True, Approved), (False, Declined)])
    def test_with_the_payer_the_bank_may_ask_and_then_it_is_over(self, harness, passed, wanted):
        token = saved_token(harness, plays="authentication_required")
        request = ask(harness, token=token, payer_present=True)
        page = harness.gateway.start(request)
        assert isinstance(page, NeedsPayer)
        assert page.redirect_url.endswith(page.reference)
        harness.act(page.reference, "authenticate" if passed else "refuse")
        found = harness.gateway.look_up(LookUp(request.attempt_key, page.reference))
        assert isinstance(found, wanted)
        if passed:
            assert found.facts.authentication == "passed"
        else:
            assert found.reason == DeclineReason.NOT_AUTHENTICATED

    def test_a_check_that_nobody_finished_runs_out_and_late_money_is_money(self, harness):
        until = clock.now() + timedelta(minutes=30)
        token = saved_token(harness, plays="authentication_required")
        request = ask(harness, token=token, payer_present=True, expires_at=until)
        page = harness.gateway.start(request)
        query = LookUp(request.attempt_key, page.reference)
        assert page.expires_at == until.replace(microsecond=0)
        assert isinstance(harness.gateway.look_up(query), NeedsPayer)
        with clock.hold(until + timedelta(seconds=1)):
            assert harness.gateway.look_up(query) == Expired(page.reference)
        harness.act(page.reference, "authenticate")
        with clock.hold(until + timedelta(seconds=1)):
            assert isinstance(harness.gateway.look_up(query), Approved)

    def test_the_bank_is_asked_to_check_when_we_want_it(self, harness):
        outcome = harness.gateway.start(ask(harness, token=saved_token(harness), payer_present=True, challenge=True))
        assert isinstance(outcome, NeedsPayer)

    @pytest.mark.parametrize(
        ("plays", "reason"),
        [
            ("insufficient_funds", DeclineReason.INSUFFICIENT_FUNDS),
            ("expired_card", DeclineReason.CARD_EXPIRED),
            ("stolen_card", DeclineReason.CARD_LOST_OR_STOLEN),
            ("fraudulent", DeclineReason.SUSPECTED_FRAUD),
            ("a_word_of_next_year", DeclineReason.BANK_REFUSED),
        ],
    )
    def test_a_bank_that_says_no_is_a_decline_with_our_reason(self, harness, plays, reason):
        outcome = harness.gateway.start(ask(harness, token=saved_token(harness, plays=plays)))
        assert isinstance(outcome, Declined)
        assert outcome.reason == reason

    def test_money_is_held_captured_and_given_back_without_a_page(self, harness):
        request = ask(harness, token=saved_token(harness), capture="manual")
        held = harness.gateway.start(request)
        assert isinstance(held, Authorized)
        money = harness.gateway.capture(held.reference, amount=request.amount, key=new_key())
        assert isinstance(money, Approved)
        back = harness.gateway.refund(RefundRequest(money.reference, request.amount, new_key()))
        assert isinstance(back, RefundDone)

    def test_held_money_is_let_go_without_a_page(self, harness):
        held = harness.gateway.start(ask(harness, token=saved_token(harness), capture="manual"))
        assert harness.gateway.cancel(held.reference, key=new_key()) == Cancelled(held.reference)

    def test_a_waiting_check_can_be_called_off(self, harness):
        request = ask(harness, token=saved_token(harness), payer_present=True, challenge=True)
        page = harness.gateway.start(request)
        assert harness.gateway.cancel(page.reference, key=new_key()) == Cancelled(page.reference)

    def test_saving_was_not_asked_for_so_nothing_is_kept(self, harness):
        request = ask(harness)
        page = harness.gateway.start(request)
        harness.pay(page.reference)
        assert harness.gateway.look_up(LookUp(request.attempt_key, page.reference)).saved is None
