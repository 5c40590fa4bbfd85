"""Pages at Stripe: what happens on them, and what we make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tiwala.gateways.adapters.stripe import asking
from tiwala.gateways.adapters.stripe.adapter import build
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Pending,
    Reversed,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp, RefundRequest
from tiwala.gateways.reading import load
from tiwala.gateways.tests.contract import ask, begin, new_key, paid, peso
from tiwala.kit import clock, http, ids
from tiwala.kit.money import Money


def look(harness, request, outcome):
    return harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))


@pytest.mark.journey
class TestPages:
    def test_a_declined_card_leaves_the_page_open_for_another(self, harness):
        request, page = begin(harness)
        harness.act(page.reference, "decline")
        assert isinstance(look(harness, request, page), NeedsPayer)
        harness.pay(page.reference)
        assert isinstance(look(harness, request, page), Approved)

    def test_a_declined_card_and_then_nobody_is_a_decline_with_the_banks_reason(self, harness):
        request, page = begin(harness)
        harness.act(page.reference, "decline", code="lost_card")
        harness.expire(page.reference)
        found = look(harness, request, page)
        assert found == Declined(DeclineReason.CARD_LOST_OR_STOLEN, page.reference)
        assert (found.facts.brand, found.facts.last_four) == ("Visa", "4242")

    def test_a_page_that_is_complete_and_not_yet_paid_is_pending(self, harness):
        request, page = begin(harness)
        harness.act(page.reference, "process")
        assert look(harness, request, page) == Pending(page.reference)

    def test_what_a_card_tells_is_told_on(self, harness):
        request, page = begin(harness, challenge=True)
        harness.pay(page.reference)
        found = look(harness, request, page)
        assert found.masked == "Visa •••• 4242"
        facts = found.facts
        assert (facts.brand, facts.last_four, facts.expires_month, facts.expires_year) == ("Visa", "4242", 12, 2034)
        assert (facts.country, facts.fingerprint) == ("PH", "Xt5EWLLDS7FJjR1c")
        assert (facts.authentication, facts.risk) == ("passed", "normal 12")

    def test_a_card_that_was_not_asked_for_3ds_says_so(self, harness):
        request, reference = paid(harness)
        assert harness.gateway.look_up(LookUp(request.attempt_key, reference)).facts.authentication == "not_asked"

    def test_the_fee_is_what_they_took(self, harness):
        request, reference = paid(harness, peso("150.00"))
        assert harness.gateway.look_up(LookUp(request.attempt_key, reference)).fee == peso("20.10")

    def test_grabpay_is_paid_in_singapore_dollars_and_not_in_pesos(self, harness):
        request, page = begin(harness, Money(5000, "SGD"), method="grabpay")
        harness.pay(page.reference)
        found = look(harness, request, page)
        assert (found.amount, found.method, found.masked) == (Money(5000, "SGD"), "grabpay", "GrabPay")
        refused = harness.gateway.start(ask(harness, method="grabpay"))
        assert refused == Declined(DeclineReason.METHOD_UNAVAILABLE)

    def test_a_method_they_do_not_have_declines_and_asks_nobody(self, harness):
        outcome = harness.with_dead_line().start(ask(harness, method="gcash"))
        assert outcome == Declined(DeclineReason.METHOD_UNAVAILABLE)

    @pytest.mark.parametrize("minor", [1, 2999, 100_000_000])
    def test_an_amount_they_do_not_take_declines(self, harness, minor):
        outcome = harness.gateway.start(ask(harness, Money(minor, "PHP")))
        assert outcome == Declined(DeclineReason.AMOUNT_NOT_ALLOWED)

    @pytest.mark.parametrize(("minutes", "least", "most"), [(1, 30, 32), (45, 44, 46), (60 * 48, 1438, 1440)])
    def test_the_page_ends_within_their_bounds(self, harness, minutes, least, most):
        _, page = begin(harness, expires_at=clock.now() + timedelta(minutes=minutes))
        left = (page.expires_at - clock.machine_now()).total_seconds() / 60
        assert least <= left <= most

    def test_a_second_try_whose_end_has_moved_is_the_same_try(self, harness):
        request, page = begin(harness, expires_at=None)
        again = harness.gateway.start(replace(request, expires_at=clock.now() + timedelta(hours=2)))
        assert again.reference == page.reference

    def test_held_money_that_time_took_back_has_expired(self, harness):
        request, page = begin(harness, capture="manual")
        harness.authorize(page.reference)
        assert isinstance(look(harness, request, page), Authorized)
        harness.act(page.reference, "time_over")
        assert look(harness, request, page) == Expired(page.reference)

    def test_held_money_that_we_let_go_stays_called_off(self, harness):
        request, page = begin(harness, capture="manual")
        harness.authorize(page.reference)
        assert harness.gateway.cancel(page.reference, key=new_key()) == Cancelled(page.reference)
        assert look(harness, request, page) == Cancelled(page.reference)

    def test_money_given_back_on_their_dashboard_is_seen_beside_ours(self, harness):
        request, reference = paid(harness, peso("1500.00"))
        harness.gateway.refund(RefundRequest(reference, peso("400.00"), new_key()))
        assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key, reference)), Approved)
        harness.reverse(reference)
        found = harness.gateway.look_up(LookUp(request.attempt_key, reference))
        assert found == Reversed(reference, peso("1100.00"))

    def test_what_a_capture_in_part_let_go_is_no_money_given_back(self, harness):
        request, page = begin(harness, peso("150.00"), capture="manual")
        harness.authorize(page.reference)
        harness.gateway.capture(page.reference, amount=peso("100.00"), key=new_key())
        found = look(harness, request, page)
        assert isinstance(found, Approved)
        assert found.amount == peso("100.00")
        harness.reverse(page.reference)
        assert look(harness, request, page) == Reversed(page.reference, peso("100.00"))

    def test_a_payment_has_one_name_by_whatever_id_it_is_asked(self, harness):
        request, reference = paid(harness)
        (row,) = harness.gateway._finding.under(request.attempt_key)
        assert row["id"] == reference
        intent = row["payment_intent"]
        assert harness.gateway.look_up(LookUp(request.attempt_key, intent)).reference == reference

    def test_an_answer_of_the_other_mode_is_never_money(self, harness):
        request, reference = paid(harness)
        live = build(replace(harness.facts, mode="live"))
        assert live.look_up(LookUp(request.attempt_key, reference)) == Unknown(Why.UNREADABLE)
        assert live.start(ask(harness)) == Unknown(Why.UNREADABLE)

    def test_an_old_key_is_looked_for_before_it_is_sent_again(self, harness):
        old = ids.encode("att", ids.uuid7())
        with clock.hold(clock.now() - timedelta(hours=30)):
            old = new_key()
        first = harness.gateway.start(ask(harness, attempt_key=old))
        assert isinstance(first, NeedsPayer)
        assert harness.with_dead_line().start(ask(harness, attempt_key=old)) == Unknown(Why.NOT_SENT)

    def test_a_page_that_carries_our_key_without_our_mark_is_a_strangers(self, harness):
        request = ask(harness)
        form = asking.page(request, now=clock.machine_now())
        bare = {name: value for name, value in form.items() if asking.ATTEMPT not in name}
        made = harness.gateway._calls.post("/v1/checkout/sessions", bare, key=new_key())
        harness.pay(load(made.body)["id"])
        assert harness.gateway.look_up(LookUp(request.attempt_key)) == Unknown(Why.NOT_FOUND)
        assert isinstance(harness.gateway.start(request), NeedsPayer)

    def test_money_under_another_key_says_whose_it_is(self, harness):
        mine, _ = begin(harness)
        theirs, reference = paid(harness)
        found = harness.gateway.look_up(LookUp(mine.attempt_key, reference))
        assert found.attempt_key == theirs.attempt_key

    def test_a_huge_answer_and_one_that_leads_away_are_unknown(self, harness):
        def answer(request):
            if "huge" in str(request.content):
                return httpx.Response(200, content=b"{" + b" " * 6_000_000 + b"}")
            return httpx.Response(302, headers={"Location": "http://127.0.0.1:1/"})

        with http.use_transport(answer):
            assert isinstance(harness.gateway.start(ask(harness, description="huge")), Unknown)
            assert harness.gateway.start(ask(harness)) == Unknown(Why.UNREADABLE)

    def test_another_account_finds_nothing_of_ours(self, harness, stand_in):
        request, reference = paid(harness)
        stand_in.control("accounts", {"account": "stranger"})
        other = build(replace(harness.facts, keys={"api_key": "sk_test_stranger"}))
        assert other.look_up(LookUp(request.attempt_key, reference)) == Unknown(Why.NOT_FOUND)
        assert other.look_up(LookUp(request.attempt_key)) == Unknown(Why.NOT_FOUND)

    def test_the_account_is_their_word_and_not_ours(self, harness, stand_in):
        request, reference = paid(harness)
        mistaken = build(replace(harness.facts, external_id="acct_of_somebody_else"))
        found = mistaken.look_up(LookUp(request.attempt_key, reference))
        assert found.account == harness.facts.external_id
