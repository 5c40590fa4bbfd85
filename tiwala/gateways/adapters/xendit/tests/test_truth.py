"""What the adapter makes of a try's whole life, against the stand-in over HTTP."""

from __future__ import annotations

import pytest

from tiwala.gateways.adapters.xendit.adapter import build
from tiwala.gateways.adapters.xendit.tests.harness import XenditHarness
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    Expired,
    NeedsPayer,
    Pending,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundPending,
    Reversed,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp, LookUpRefund, RefundRequest
from tiwala.gateways.qrph import read as read_qr
from tiwala.gateways.tests.contract import ask, begin, kept_token, new_key, paid, peso
from tiwala.kit.money import Money

pytestmark = pytest.mark.journey


def look(harness: XenditHarness, reference: str):
    return harness.gateway.look_up(LookUp("", reference))


@pytest.mark.parametrize("method", ["qrph", "otc_7eleven", "otc_cebuana"])
def test_a_code_that_is_paid_late_is_money(harness, method):
    request, shown = begin(harness, method=method, direct=True)
    assert shown.reference.startswith("pr-")
    harness.expire(shown.reference)
    assert look(harness, shown.reference) == Expired(shown.reference)
    harness.pay(shown.reference)
    found = look(harness, shown.reference)
    assert isinstance(found, Approved)
    assert (found.attempt_key, found.reference, found.method) == (request.attempt_key, shown.reference, method)


def test_a_qr_text_is_true_and_asks_for_the_amount(harness):
    _, shown = begin(harness, peso("1234.56"), method="qrph", direct=True)
    assert read_qr(shown.qr_payload).amount == peso("1234.56")


def test_a_code_for_the_counter_lasts_as_long_as_was_asked(harness):
    request, shown = begin(harness, method="otc_lbc", direct=True)
    assert abs((shown.expires_at - request.expires_at).total_seconds()) < 2


def test_a_qr_that_is_out_cannot_be_called_back_and_says_so(harness):
    _, shown = begin(harness, method="qrph", direct=True)
    assert isinstance(harness.gateway.cancel(shown.reference, key=new_key()), NeedsPayer)
    _, counter = begin(harness, method="otc_ussc", direct=True)
    assert harness.gateway.cancel(counter.reference, key=new_key()) == Cancelled(counter.reference)


def test_money_that_comes_after_calling_off_is_money(harness):
    _, shown = begin(harness, method="otc_sm", direct=True)
    harness.gateway.cancel(shown.reference, key=new_key())
    harness.pay(shown.reference)
    assert isinstance(look(harness, shown.reference), Approved)


def test_the_bank_thinks_and_nobody_is_sent_back_to_pay(harness):
    _, shown = begin(harness, method="gcash")
    harness.act(shown.reference, "wait")
    assert look(harness, shown.reference) == Pending(shown.reference)


def test_a_page_stays_open_after_a_decline(harness):
    _, shown = begin(harness)
    harness.act(shown.reference, "decline", {"failure_code": "STOLEN_CARD"})
    assert look(harness, shown.reference) == shown
    harness.pay(shown.reference)
    assert isinstance(look(harness, shown.reference), Approved)


@pytest.mark.parametrize(
    ("code", "reason"),
    [("STOLEN_CARD", DeclineReason.CARD_LOST_OR_STOLEN), ("INVENTED_LATER", DeclineReason.UNSPECIFIED)],
)
def test_a_decline_tells_its_reason_when_the_page_is_over(harness, code, reason):
    _, shown = begin(harness)
    harness.act(shown.reference, "decline", {"failure_code": code})
    harness.expire(shown.reference)
    assert look(harness, shown.reference) == Declined(reason, shown.reference)


def test_a_card_is_told_by_masked_facts(harness):
    _, reference = paid(harness)
    found = look(harness, reference)
    assert found.masked == "VISA •••• 2503"
    facts = found.facts
    assert (facts.brand, facts.last_four, facts.expires_month, facts.expires_year) == ("visa", "2503", 12, 2030)
    assert (facts.bin, facts.country, facts.authentication) == ("400000", "PH", "passed")


@pytest.mark.parametrize("method", ["gcash", "maya"])
def test_a_wallet_is_told_by_our_name_and_its_last_digits(harness, method):
    _, reference = paid(harness, method=method)
    found = look(harness, reference)
    assert (found.facts.wallet, found.facts.last_four, found.method) == (method, "1234", method)


def test_a_wallet_that_was_kept_is_charged_without_its_payer(harness):
    _, shown = begin(harness, method="maya", save_method=True)
    harness.pay(shown.reference, keep=True)
    saved = look(harness, shown.reference).saved
    assert saved.facts.wallet == "maya"
    outcome = harness.gateway.start(ask(harness, method="maya", token=saved.token))
    assert isinstance(outcome, Approved)
    other = harness.gateway.start(ask(harness, method="grabpay", token=saved.token))
    assert other == Declined(DeclineReason.ACCOUNT_CLOSED)


def test_the_fee_is_what_their_books_kept(harness):
    _, reference = paid(harness, peso("1000.00"))
    assert look(harness, reference).fee == peso("33.60")


def test_their_books_may_be_closed_to_us(harness):
    _, reference = paid(harness)
    harness._stand_in.control("faults", {"next": [{"kind": "slow", "seconds": 0, "where": "look_up", "count": 2}]})
    harness._stand_in.control("faults", {"next": [{"kind": "error_500", "where": "look_up"}]})
    found = look(harness, reference)
    assert isinstance(found, Approved)
    assert found.fee is None


def test_what_we_gave_back_ourselves_was_not_taken_back(harness):
    request, reference = paid(harness)
    harness.gateway.refund(RefundRequest(reference, request.amount, new_key()))
    harness.reverse(reference)
    assert isinstance(look(harness, reference), Approved)


def test_only_what_was_left_was_taken_back(harness):
    _, reference = paid(harness, peso("150.00"))
    harness.gateway.refund(RefundRequest(reference, peso("50.00"), new_key()))
    harness.reverse(reference)
    assert look(harness, reference) == Reversed(reference, peso("100.00"))


def test_a_charge_while_the_payer_is_away_asks_nobody(harness):
    outcome = harness.gateway.start(ask(harness, token=kept_token(harness)))
    assert isinstance(outcome, Approved)
    assert outcome.facts.authentication == "not_asked"
    assert outcome.saved is None
    assert look(harness, outcome.reference) == outcome


def test_a_bank_that_wants_an_absent_payer_means_no(harness):
    request = ask(harness, peso("7754.00"), token=kept_token(harness))
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, Declined)
    assert outcome.reason == DeclineReason.NOT_AUTHENTICATED
    assert look(harness, outcome.reference) == Cancelled(outcome.reference)


def test_a_present_payer_is_sent_to_the_bank(harness):
    outcome = harness.gateway.start(ask(harness, token=kept_token(harness), payer_present=True))
    assert isinstance(outcome, NeedsPayer)
    harness.pay(outcome.reference)
    assert look(harness, outcome.reference).facts.authentication == "passed"


@pytest.mark.parametrize(
    ("pesos", "reason"),
    [("10054.00", DeclineReason.INSUFFICIENT_FUNDS), ("10051.00", DeclineReason.CARD_EXPIRED)],
)
def test_a_charge_that_the_bank_refuses_is_declined(harness, pesos, reason):
    request = ask(harness, peso(pesos), token=kept_token(harness))
    outcome = harness.gateway.start(request)
    assert (type(outcome), outcome.reason) == (Declined, reason)
    assert look(harness, outcome.reference) == outcome


def test_held_money_of_a_saved_card_is_taken_later(harness):
    held = harness.gateway.start(ask(harness, token=kept_token(harness), capture="manual"))
    assert isinstance(held, Authorized)
    taken = harness.gateway.capture(held.reference, amount=held.amount, key=new_key())
    assert isinstance(taken, Approved)
    assert taken.reference == held.reference


def test_a_charge_whose_details_cannot_be_read_keeps_its_id(harness):
    request = ask(harness, token=kept_token(harness))
    harness._stand_in.control("faults", {"next": [{"kind": "slow", "seconds": 0, "where": "look_up"}]})
    harness._stand_in.control("faults", {"next": [{"kind": "error_500", "where": "look_up"}]})
    outcome = harness.gateway.start(request)
    assert isinstance(outcome, Pending)
    assert isinstance(look(harness, outcome.reference), Approved)


def test_a_key_of_another_account_finds_nothing_of_ours(harness, stand_in, mailbox):
    request, reference = paid(harness)
    other = XenditHarness(stand_in, mailbox)
    assert other.gateway.look_up(LookUp(request.attempt_key, reference)) == Unknown(Why.NOT_FOUND)
    refused = other.gateway.refund(RefundRequest(reference, request.amount, new_key()))
    assert refused == RefundFailed(RefundFailure.NOT_REFUNDABLE)
    assert other.gateway.cancel(reference, key=new_key()) == Unknown(Why.NOT_FOUND)


def test_two_refunds_in_turn_and_a_third_that_is_too_much(harness):
    _, reference = paid(harness, peso("150.00"))
    for _ in range(2):
        assert isinstance(harness.gateway.refund(RefundRequest(reference, peso("75.00"), new_key())), RefundDone)
    again = harness.gateway.refund(RefundRequest(reference, peso("0.01"), new_key()))
    assert again == RefundFailed(RefundFailure.TOO_LARGE)


def test_one_refund_at_a_time(harness):
    _, reference = paid(harness, peso("5000.00"))
    key = new_key()
    slow = harness.gateway.refund(RefundRequest(reference, harness.slow_refund, key))
    assert isinstance(slow, RefundPending)
    other = harness.gateway.refund(RefundRequest(reference, peso("1.00"), new_key()))
    assert other == RefundFailed(RefundFailure.GATEWAY_REFUSED)
    harness.act(slow.reference, "settle")
    assert isinstance(harness.gateway.look_up_refund(LookUpRefund(key, payment_reference=reference)), RefundDone)


def test_instalments_go_back_only_whole(harness):
    request, reference = paid(harness, method="billease")
    part = harness.gateway.refund(RefundRequest(reference, peso("1.00"), new_key()))
    assert part == RefundFailed(RefundFailure.NOT_REFUNDABLE)
    assert isinstance(harness.gateway.refund(RefundRequest(reference, request.amount, new_key())), RefundDone)


def test_a_dispute_that_is_won_was_taken_and_is_told(harness):
    _, reference = paid(harness)
    dispute = harness.dispute(reference)
    assert harness.gateway.look_up_dispute(dispute).is_taken
    harness.end_dispute(dispute, won=True)
    assert harness.gateway.look_up_dispute(dispute).state == "won"


def test_every_channel_opens_a_page(harness):
    for method in harness.gateway.can.methods:
        smallest = method.limits[0].smallest
        amount = peso("150.00") if method.takes(peso("150.00")) else smallest
        _, shown = begin(harness, amount, method=method.name)
        assert shown.redirect_url, method.name


@pytest.mark.parametrize("minor", [1999, 70_000_001])
def test_an_amount_beyond_the_channel_is_declined(harness, minor):
    outcome = harness.gateway.start(ask(harness, Money(minor, "PHP")))
    assert outcome == Declined(DeclineReason.AMOUNT_NOT_ALLOWED)


def test_saving_where_a_channel_cannot_is_declined(harness):
    outcome = harness.gateway.start(ask(harness, method="gcash", save_method=True))
    assert outcome == Declined(DeclineReason.METHOD_UNAVAILABLE)


def test_the_pay_page_may_send_the_payer_to_theirs(harness):
    live = build(type(harness.facts)("live", "biz", "https://api.xendit.co", {}, ()))
    assert "https://checkout.xendit.co" in live.can.form_origins
    assert harness.facts.base_url in harness.gateway.can.form_origins
    assert harness.facts.base_url not in live.can.form_origins
