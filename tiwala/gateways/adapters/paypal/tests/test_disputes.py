"""Disputes at PayPal: what they say is taken in, and what they leave open stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tiwala.gateways.adapters.paypal import contested, wire
from tiwala.gateways.adapters.paypal.adapter import build
from tiwala.gateways.adapters.paypal.tests.scripted import (
    AT,
    FACTS,
    ID,
    KEY,
    MERCHANT,
    TAKEN,
    Script,
    capture,
    money,
)
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import DisputeFacts
from tiwala.gateways.reading import UnreadableError
from tiwala.gateways.tests.contract import paid, peso
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown

DISPUTE = "PP-D-4012"
DISPUTES, ASKED = "GET /v1/customer/disputes", f"GET /v1/customer/disputes/{DISPUTE}"
CAPTURED = f"GET /v2/payments/captures/{TAKEN}"
RELATED = {"related_ids": {"order_id": ID}}
WHOSE = capture(supplementary_data=RELATED, payee={"merchant_id": MERCHANT})
RESOLVED = {"status": "RESOLVED", "dispute_state": "RESOLVED"}


def transaction(**changes):
    said = {"seller_transaction_id": TAKEN, "seller": {"merchant_id": MERCHANT}, "custom": KEY}
    return {name: value for name, value in (said | changes).items() if value is not None}


def moved(kind, value, reason="DISPUTE_SETTLEMENT", party="SELLER", currency="PHP"):
    return {"affected_party": party, "amount": money(value, currency), "type": kind, "reason": reason}


def dispute(**changes):
    """A dispute as they show it; one that is None is left out."""
    said = {
        "dispute_id": DISPUTE,
        "create_time": AT,
        "update_time": AT,
        "disputed_transactions": [transaction()],
        "reason": "UNAUTHORISED",
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_state": "REQUIRED_ACTION",
        "dispute_amount": money("100.00"),
        "dispute_life_cycle_stage": "CHARGEBACK",
        "seller_response_due_date": "2026-01-12T03:04:05.000Z",
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def looked_up(shown, *, whose=WHOSE):
    script = Script()
    script[ASKED] = shown
    if whose is not None:
        script[CAPTURED] = whose
    with http.use_transport(script):
        return script.gateway.look_up_dispute(DISPUTE)


def resolved(outcome, **changes):
    ended = {"outcome_code": outcome} | changes.pop("told", {})
    return looked_up(dispute(**RESOLVED, dispute_outcome=ended, **changes))


def test_all_that_they_say_of_it():
    assert looked_up(dispute()) == DisputeFacts(
        DISPUTE,
        ID,
        peso("100.00"),
        "needs_answer",
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        KEY,
        MERCHANT,
        "UNAUTHORISED",
        answer_by=datetime(2026, 1, 12, 3, 4, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("theirs", "status", "state"),
    [
        ("REQUIRED_ACTION", "OPEN", "needs_answer"),
        ("OPEN_INQUIRIES", "OPEN", "needs_answer"),
        ("APPEALABLE", "RESOLVED", "needs_answer"),
        ("REQUIRED_OTHER_PARTY_ACTION", "OPEN", "under_review"),
        ("UNDER_PAYPAL_REVIEW", "UNDER_REVIEW", "under_review"),
        (None, "OPEN", "needs_answer"),
        (None, "WAITING_FOR_SELLER_RESPONSE", "needs_answer"),
        (None, "WAITING_FOR_BUYER_RESPONSE", "under_review"),
        (None, "UNDER_REVIEW", "under_review"),
    ],
)
def test_their_word_for_us_comes_before_their_word_for_all(theirs, status, state):
    assert looked_up(dispute(dispute_state=theirs, status=status)).state == state


@pytest.mark.parametrize(("theirs", "status"), [("MOON", "OPEN"), (None, "OTHER"), (None, None), ("", "MOON")])
def test_a_state_we_do_not_know_is_unreadable(theirs, status):
    assert looked_up(dispute(dispute_state=theirs, status=status)) == Unknown(Why.UNREADABLE)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("RESOLVED_BUYER_FAVOUR", "lost"), ("RESOLVED_SELLER_FAVOUR", "won"), ("CANCELED_BY_BUYER", "won")],
)
def test_a_clear_end_is_taken_at_its_word(outcome, state):
    assert resolved(outcome).state == state


@pytest.mark.parametrize("outcome", ["RESOLVED_WITH_PAYOUT", "ACCEPTED", "DENIED", "NONE", "MOON", ""])
def test_of_an_end_that_is_not_clear_the_money_tells_and_without_it_a_person_looks(outcome):
    assert resolved(outcome).state == "needs_answer"
    gone, back = moved("DEBIT", "100.00"), moved("CREDIT", "100.00")
    assert resolved(outcome, money_movements=[gone]).state == "lost"
    assert resolved(outcome, money_movements=[gone, back]).state == "won"
    assert resolved(outcome, money_movements=[moved("CREDIT", "100.00", party="BUYER")]).state == "needs_answer"
    assert resolved(outcome, money_movements=[moved("DEBIT", "5.00", "DISPUTE_FEE")]).state == "needs_answer"


def test_an_end_without_any_outcome_waits_for_a_person():
    assert looked_up(dispute(**RESOLVED)).state == "needs_answer"


def test_what_was_lost_is_what_was_taken_and_never_more_than_was_asked_for():
    lost = {"told": {"amount_refunded": money("40.00")}}
    assert resolved("RESOLVED_BUYER_FAVOUR").amount == peso("100.00")
    assert resolved("RESOLVED_BUYER_FAVOUR", **lost).amount == peso("40.00")
    part = [moved("DEBIT", "100.00"), moved("CREDIT", "70.00")]
    assert resolved("RESOLVED_BUYER_FAVOUR", money_movements=part).amount == peso("30.00")
    assert resolved("RESOLVED_BUYER_FAVOUR", money_movements=[moved("DEBIT", "900.00")]).amount == peso("100.00")
    dollars = {"told": {"amount_refunded": money("2.00", "USD")}}
    assert resolved("RESOLVED_BUYER_FAVOUR", **dollars).amount == peso("100.00")


def test_while_the_payer_only_asks_nothing_is_taken_unless_they_say_so():
    asks = {"dispute_life_cycle_stage": "INQUIRY"}
    assert not looked_up(dispute(**asks)).is_taken
    assert looked_up(dispute(**asks, money_movements=[moved("DEBIT", "100.00")])).is_taken
    assert looked_up(dispute(dispute_life_cycle_stage=None)).is_taken
    assert resolved("RESOLVED_BUYER_FAVOUR", **asks).is_taken
    assert not resolved("CANCELED_BY_BUYER", **asks).is_taken


@pytest.mark.parametrize(
    ("movements", "fee"),
    [
        ([], None),
        ([moved("DEBIT", "750.00", "DISPUTE_FEE")], peso("750.00")),
        ([moved("DEBIT", "750.00", "CHARGEBACK_FEE"), moved("CREDIT", "750.00", "CHARGEBACK_FEE")], peso("0.00")),
        ([moved("CREDIT", "1.00", "DISPUTE_FEE")], peso("0.00")),
        ([moved("DEBIT", "750.00", "DISPUTE_FEE", party="BUYER")], None),
        ([moved("DEBIT", "15.00", "DISPUTE_FEE", currency="USD")], None),
        ([moved("TWIST", "15.00", "DISPUTE_FEE")], None),
    ],
)
def test_the_fee_is_what_left_us_for_it(movements, fee):
    assert looked_up(dispute(money_movements=movements)).fee == fee


def test_without_its_capture_the_dispute_itself_says_whose_it_is():
    found = looked_up(dispute(), whose=None)
    assert (found.attempt_key, found.payment_reference, found.account) == (KEY, "", MERCHANT)
    nobody = looked_up(dispute(disputed_transactions=[transaction(seller=None, custom=None)]), whose=None)
    assert (nobody.attempt_key, nobody.payment_reference, nobody.account) == ("", "", "")
    other = looked_up(dispute(disputed_transactions=[transaction(seller={"merchant_id": "2THERMERCHANT"})]))
    assert other.account == "2THERMERCHANT"


@pytest.mark.parametrize("named", [[], [transaction(), transaction()], None])
def test_of_no_payment_or_several_none_is_taken_for_it(named):
    found = looked_up(dispute(disputed_transactions=named))
    assert (found.attempt_key, found.payment_reference, found.account) == ("", "", "")


def test_a_transaction_that_is_no_id_is_never_made_an_address():
    found = looked_up(dispute(disputed_transactions=[transaction(seller_transaction_id="../../v1/x?y")]))
    assert (found.attempt_key, found.payment_reference) == (KEY, "")


@pytest.mark.parametrize(
    "wrong",
    [
        dispute(dispute_id="PP-D-OTHER"),
        dispute(dispute_id=None),
        dispute(dispute_amount=None),
        dispute(dispute_amount={"value": "x", "currency_code": "PHP"}),
        dispute(create_time="yesterday"),
        dispute(seller_response_due_date="soon"),
        dispute(disputed_transactions="all"),
    ],
)
def test_what_makes_no_sense_is_unreadable(wrong):
    assert looked_up(wrong) == Unknown(Why.UNREADABLE)


def at(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def row(name, opened_at):
    return dispute(dispute_id=name, create_time=at(opened_at))


def listed(*pages, since):
    script = Script()
    script[DISPUTES] = list(pages)
    with http.use_transport(script):
        return script, script.gateway.list_disputes(since)


def test_a_list_is_read_page_by_page_and_no_address_of_theirs_is_followed():
    now = clock.machine_now()
    since, early = now - timedelta(days=2), now - timedelta(days=3)
    further = "https://evil.example/steal?next_page_token=cGFn+ZQ==&page_size=50&moon=1"
    first = {"items": [row("PP-D-1", now)], "links": [{"href": further, "rel": "next"}]}
    last = {
        "items": [row("PP-D-2", now), row("PP-D-3", early)],
        "links": [{"href": "https://x.example", "rel": "self"}],
    }
    script, found = listed(first, last, since=since)
    assert found == ("PP-D-1", "PP-D-2")
    asked = [dict(question.url.params) for _, question in script.asked]
    assert asked[0] == {"update_time_after": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "page_size": "50"}
    assert asked[1] == {"next_page_token": "cGFn+ZQ==", "page_size": "50"}
    assert {question.url.host for _, question in script.asked} == {"api-m.paypal.com"}


def test_none_at_all_is_a_list_too_and_nothing_like_a_list_breaks_down():
    since = clock.machine_now() - timedelta(days=1)
    assert listed({"links": [{"href": "https://x.example", "rel": "self"}]}, since=since)[1] == ()
    assert listed({"items": [], "links": []}, since=since)[1] == ()
    for wrong in ({}, {"items": {}}, {"items": [{"dispute_id": "PP-D-1"}]}, (404, {"name": "RESOURCE_NOT_FOUND"})):
        with pytest.raises(GatewayBreakdown):
            listed(wrong, since=since)


def test_a_list_without_an_end_is_given_up():
    again = {"items": [], "links": [{"href": "https://x.example/?next_page_token=QQ==", "rel": "next"}]}
    with pytest.raises(GatewayBreakdown, match="no end"):
        listed(again, since=clock.machine_now())


def test_what_lies_further_back_than_they_list_is_not_asked_for():
    script, _ = listed({"items": [], "links": []}, since=datetime(2020, 1, 1, tzinfo=UTC))
    asked = datetime.fromisoformat(script.asked[0][1].url.params["update_time_after"])
    assert timedelta(days=178) < clock.machine_now() - asked < timedelta(days=180)


def test_they_are_looked_up_only_where_the_app_may():
    keys = FACTS.keys
    for named, how in (("", "told"), ("vault, moon", "told"), ("disputes", "looked_up")):
        can = build(replace(FACTS, keys={**keys, "features": named})).can
        assert (can.disputes, can.lists_disputes) == (how, how == "looked_up")


def test_an_app_that_may_not_read_them_breaks_down_and_is_not_asked_twice():
    script = Script()
    script[ASKED] = (403, {"name": "NOT_AUTHORIZED"})
    with http.use_transport(script), pytest.raises(GatewayBreakdown) as broken:
        script.gateway.look_up_dispute(DISPUTE)
    assert (broken.value.retry, len(script.asked)) == (False, 1)


@pytest.mark.parametrize("said", [{}, {"dispute_id": 7}])
def test_without_an_id_it_is_no_dispute(said):
    with pytest.raises(UnreadableError):
        contested.facts(dispute() | said if said else {}, contested.About())


def test_a_capture_says_which_try_it_belongs_to():
    assert wire.taken(WHOSE) == wire.Taken(TAKEN, KEY, ID, MERCHANT)
    assert wire.taken(capture(custom_id=KEY + wire.OFF)).key == KEY
    with pytest.raises(UnreadableError):
        wire.taken(capture(supplementary_data={"related_ids": 7}))


@pytest.mark.journey
class TestOverTheStandIn:
    def test_an_inquiry_that_became_a_claim_tells_the_money_the_fee_and_the_deadline(self, harness):
        request, reference = paid(harness, peso("1500.00"))
        name = str(harness.act(reference, "dispute", stage="INQUIRY")["dispute_id"])
        asked = harness.gateway.look_up_dispute(name)
        assert (asked.state, asked.is_taken, asked.fee) == ("needs_answer", False, None)
        harness.act(name, "escalate")
        claimed = harness.gateway.look_up_dispute(name)
        assert (claimed.state, claimed.is_taken, claimed.fee) == ("needs_answer", True, peso("750.00"))
        assert (claimed.attempt_key, claimed.payment_reference) == (request.attempt_key, reference)
        assert 9 < (claimed.answer_by - claimed.opened_at).days <= 10
        assert claimed.account == harness.facts.external_id
        harness.act(name, "review")
        assert harness.gateway.look_up_dispute(name).state == "under_review"

    def test_a_payer_who_got_a_part_back_won_a_part(self, harness):
        _, reference = paid(harness, peso("1500.00"))
        name = str(harness.act(reference, "dispute", stage="INQUIRY")["dispute_id"])
        harness.act(name, "end", refunded_minor=40_000)
        found = harness.gateway.look_up_dispute(name)
        assert (found.state, found.amount, found.is_taken) == ("lost", peso("400.00"), True)

    def test_many_are_listed_page_by_page(self, harness):
        _, reference = paid(harness, peso("1500.00"))
        made = {str(harness.act(reference, "dispute", stage="INQUIRY")["dispute_id"]) for _ in range(53)}
        assert set(harness.gateway.list_disputes(clock.now() - timedelta(hours=1))) == made
