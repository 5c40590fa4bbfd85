"""Disputes, the notices' address and the statement at Stripe."""

from __future__ import annotations

import pytest

from tiwala.gateways.adapters.stripe.asking import EVENTS
from tiwala.gateways.adapters.stripe.tests.recording import recorded
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AddressRefused, AnswerRefused, NoticeAddress, NoticeFacts
from tiwala.gateways.tests.contract import new_key, paid, peso
from tiwala.kit import clock
from tiwala.kit.money import Money


@pytest.mark.journey
class TestDisputes:
    def test_a_dispute_tells_its_fee_and_its_deadline_and_that_the_money_is_gone(self, harness):
        request, reference = paid(harness, peso("1500.00"))
        found = harness.gateway.look_up_dispute(harness.dispute(reference))
        assert (found.fee, found.is_taken, found.reason) == (peso("850.00"), True, "fraudulent")
        assert (found.attempt_key, found.payment_reference) == (request.attempt_key, reference)
        assert 8 < (found.answer_by - found.opened_at).days <= 9
        assert found.account == harness.facts.external_id

    def test_a_bank_that_only_asks_has_taken_nothing(self, harness):
        _, reference = paid(harness)
        made = harness.act(reference, "dispute", only_asks=True)
        found = harness.gateway.look_up_dispute(str(made["id"]))
        assert (found.state, found.is_taken, found.fee) == ("needs_answer", False, None)
        harness.end_dispute(str(made["id"]), won=True)
        assert harness.gateway.look_up_dispute(str(made["id"])).state == "won"

    def test_one_that_was_won_costs_its_fee_all_the_same(self, harness):
        _, reference = paid(harness, peso("1500.00"))
        dispute = harness.dispute(reference)
        harness.end_dispute(dispute, won=True)
        assert harness.gateway.look_up_dispute(dispute).fee == peso("850.00")

    def test_refused_keys_take_no_answer_and_a_dead_line_leaves_it_open(self, harness):
        dispute = harness.dispute(paid(harness)[1])
        assert isinstance(harness.with_keys_of_nobody().answer_dispute(dispute, text="x", key=new_key()), AnswerRefused)
        line = harness.with_dead_line().answer_dispute(dispute, text="x", key=new_key())
        assert line == Unknown(Why.NOT_SENT)


@pytest.mark.journey
class TestWarnings:
    def test_an_early_warning_is_told_and_says_which_payment_when_it_is_asked(self, harness):
        request, reference = paid(harness, peso("1500.00"))
        warning = harness.warn(reference)
        notice = harness.gateway.read_notice(harness.notice(warning, "radar.early_fraud_warning.created"))
        assert (notice.kind, notice.reference) == ("warning", warning)
        found = harness.gateway.look_up_warning(warning)
        assert (found.attempt_key, found.payment_reference) == (request.attempt_key, reference)
        assert (found.reference, found.reason) == (warning, "made_with_stolen_card")
        assert found.account == harness.facts.external_id

    def test_one_that_is_not_there_is_not_found_and_nothing_else_is_asked_for(self, harness):
        for reference in ("issfr_nobody", "../disputes", "dp_1", ""):
            assert harness.gateway.look_up_warning(reference) == Unknown(Why.NOT_FOUND)


@pytest.mark.journey
class TestAddresses:
    def test_a_new_address_comes_with_its_secret_and_every_notice_we_read(self, harness, mailbox):
        url, key = f"{mailbox.url}/{harness.facts.external_id}", new_key()
        made = harness.gateway.register_notices(url, key=key)
        assert isinstance(made, NoticeAddress)
        assert made.secret.startswith("whsec_")
        assert made.secret not in repr(made)
        _, reference = paid(harness)
        raw = harness.notice(reference, "paid")
        assert isinstance(harness.with_secrets(made.secret).read_notice(raw), NoticeFacts)

    def test_an_answer_that_was_lost_comes_again_with_the_same_secret(self, harness, mailbox):
        url, key = f"{mailbox.url}/{harness.facts.external_id}", new_key()
        list_passes = {"kind": "slow", "where": "account", "seconds": 0}
        then_lost = {"kind": "answer_lost", "where": "account"}
        harness._stand_in.control("faults", {"next": [list_passes, then_lost]})
        lost = harness.gateway.register_notices(url, key=key)
        assert isinstance(lost, Unknown)
        made = harness.gateway.register_notices(url, key=key)
        assert isinstance(made, NoticeAddress)
        assert made.secret
        assert harness.gateway.register_notices(url, key=key) == made
        assert len(list(harness.gateway._calls.each("/v1/webhook_endpoints"))) == 1

    def test_the_same_address_twice_is_one_and_keeps_the_secret_we_hold(self, harness, mailbox):
        url = f"{mailbox.url}/{harness.facts.external_id}"
        first = harness.gateway.register_notices(url, key=new_key())
        again = harness.gateway.register_notices(url, key=new_key())
        assert (again.reference, again.secret) == (first.reference, "")

    def test_an_address_whose_secret_nobody_holds_is_made_anew(self, harness, mailbox):
        url = f"{mailbox.url}/{harness.facts.external_id}"
        first = harness.gateway.register_notices(url, key=new_key())
        again = harness.with_secrets().register_notices(url, key=new_key())
        assert again.reference != first.reference
        assert again.secret
        (only,) = harness.gateway._calls.each("/v1/webhook_endpoints")
        assert only["enabled_events"] == list(EVENTS)

    def test_an_address_they_cannot_reach_is_refused_with_their_word(self, harness):
        assert harness.gateway.register_notices("http://10.0.0.1/x", key=new_key()) == AddressRefused("url_invalid")

    def test_refused_keys_register_nothing(self, harness):
        refused = harness.with_keys_of_nobody().register_notices("http://127.0.0.1:9/x", key=new_key())
        assert isinstance(refused, AddressRefused)
        line = harness.with_dead_line().register_notices("http://127.0.0.1:9/x", key=new_key())
        assert line == Unknown(Why.NOT_SENT)


@pytest.mark.journey
class TestStatement:
    def test_a_disputes_money_and_fee_are_lines(self, harness):
        _, reference = paid(harness, peso("1500.00"))
        dispute = harness.dispute(reference)
        harness.end_dispute(dispute, won=True)
        lines = {line.kind: line for line in harness.gateway.statement(clock.today("Asia/Manila"))}
        assert (lines["dispute"].gross, lines["dispute"].fee) == (peso("-1500.00"), peso("850.00"))
        assert (lines["dispute_won"].gross, lines["dispute_won"].fee) == (peso("1500.00"), Money.zero("PHP"))
        assert lines["dispute"].reference == dispute

    def test_a_long_day_is_read_page_after_page(self, harness):
        made = {paid(harness)[0].attempt_key for _ in range(3)}
        harness.gateway._calls.page_size = 1
        with recorded() as recorder:
            lines = list(harness.gateway.statement(clock.today("Asia/Manila")))
        assert len(recorder.seen) == 3
        assert {line.attempt_key for line in lines} == made
        assert len(lines) == 3
