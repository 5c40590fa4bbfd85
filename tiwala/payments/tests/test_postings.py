"""Each recipe's entry, written out: kind, source and every leg. No database."""

import pytest

from tiwala.kit.money import Money
from tiwala.ledger.draft import EntryDraft
from tiwala.payments import postings
from tiwala.payments.events import Share

PAY = "pay_1"
TO = [Share("inv_1", 700), Share("inv_2", 200)]
ALL = [Share("inv_1", 1_000)]


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def legs(draft: EntryDraft) -> list[tuple[str, int, str]]:
    assert {leg.currency for leg in draft.legs} == {"USD"}
    return [(leg.account, leg.amount_minor, leg.subject) for leg in draft.legs]


def test_money_from_a_gateway_waits_in_its_clearing_account():
    assert postings.money_account("online", "gac_1") == "clearing:gac_1"


@pytest.mark.parametrize("channel", ["cash", "bank"])
def test_money_from_a_hand_sits_in_the_account_of_its_channel(channel):
    assert postings.money_account(channel, "gac_1") == channel


OWED_AND_CREDIT = [("receivable", -700, "inv_1"), ("receivable", -200, "inv_2"), ("customer_credit", -100, "cus_1")]
REOPENED = [("customer_credit", 100, "cus_1"), ("receivable", 700, "inv_1"), ("receivable", 200, "inv_2")]

# Called inside the tests, not while they are collected: so a fault is told by the test it belongs to.
RECIPES = [
    (
        lambda: postings.captured(PAY, "cash", usd(1_000), TO, "cus_1"),
        "payment_captured",
        [("cash", 1_000, ""), *OWED_AND_CREDIT],
    ),
    (
        lambda: postings.held(PAY, "cash", usd(1_000), "pay_9"),
        "payment_held",
        [("cash", 1_000, ""), ("unapplied", -1_000, "pay_9")],
    ),
    (
        lambda: postings.unmatched(PAY, "cash", usd(1_000)),
        "money_unmatched",
        [("cash", 1_000, ""), ("unapplied", -1_000, PAY)],
    ),
    (
        lambda: postings.unmatched_taken_back(PAY, "cash", usd(1_000)),
        "unmatched_reversed",
        [("unapplied", 1_000, PAY), ("cash", -1_000, "")],
    ),
    (
        lambda: postings.unmatched_resolved(PAY, usd(1_000), TO, "cus_1"),
        "unmatched_resolved",
        [("unapplied", 1_000, PAY), *OWED_AND_CREDIT],
    ),
    (
        lambda: postings.resolved(PAY, "pay_9", usd(1_000), TO, "cus_1"),
        "held_resolved",
        [("unapplied", 1_000, "pay_9"), *OWED_AND_CREDIT],
    ),
    (
        lambda: postings.taken_back(PAY, "cash", usd(1_000), TO, "cus_1"),
        "payment_reversed",
        [
            ("receivable", 700, "inv_1"),
            ("receivable", 200, "inv_2"),
            ("customer_credit", 100, "cus_1"),
            ("cash", -1_000, ""),
        ],
    ),
    (
        lambda: postings.held_taken_back(PAY, "cash", usd(1_000), "pay_9"),
        "held_reversed",
        [("unapplied", 1_000, "pay_9"), ("cash", -1_000, "")],
    ),
    (
        lambda: postings.refund_promised(PAY, usd(1_000), from_credit=usd(100), reopened=TO, customer_ref="cus_1"),
        "refund_promised",
        [*REOPENED, ("refunds_due", -1_000, PAY)],
    ),
    (
        lambda: postings.refund_done(PAY, "cash", usd(1_000)),
        "refund_done",
        [("refunds_due", 1_000, PAY), ("cash", -1_000, "")],
    ),
    (
        lambda: postings.refund_to_credit(PAY, usd(1_000), "cus_1"),
        "refund_credited",
        [("refunds_due", 1_000, PAY), ("customer_credit", -1_000, "cus_1")],
    ),
    (
        lambda: postings.refund_failed(PAY, usd(1_000), from_credit=usd(100), reopened=TO, customer_ref="cus_1"),
        "refund_failed",
        [
            ("refunds_due", 1_000, PAY),
            ("customer_credit", -100, "cus_1"),
            ("receivable", -700, "inv_1"),
            ("receivable", -200, "inv_2"),
        ],
    ),
    (
        lambda: postings.dispute_held(PAY, "clearing:gac_1", usd(1_000), "dsp_1"),
        "dispute_held",
        [("disputed", 1_000, "dsp_1"), ("clearing:gac_1", -1_000, "")],
    ),
    (
        lambda: postings.dispute_released(PAY, "clearing:gac_1", usd(1_000), "dsp_1"),
        "dispute_released",
        [("clearing:gac_1", 1_000, ""), ("disputed", -1_000, "dsp_1")],
    ),
    (
        lambda: postings.dispute_lost(PAY, usd(1_000), TO, customer_ref="cus_1", dispute_ref="dsp_1"),
        "dispute_lost",
        [
            ("receivable", 700, "inv_1"),
            ("receivable", 200, "inv_2"),
            ("customer_credit", 100, "cus_1"),
            ("disputed", -1_000, "dsp_1"),
        ],
    ),
    (
        lambda: postings.dispute_lost_of_held(PAY, usd(1_000), payment_ref="pay_9", dispute_ref="dsp_1"),
        "dispute_lost",
        [("unapplied", 1_000, "pay_9"), ("disputed", -1_000, "dsp_1")],
    ),
    (
        lambda: postings.dispute_restored(PAY, "clearing:gac_1", usd(1_000), "cus_1"),
        "dispute_restored",
        [("clearing:gac_1", 1_000, ""), ("customer_credit", -1_000, "cus_1")],
    ),
    (
        lambda: postings.dispute_fee(PAY, "clearing:gac_1", usd(50), "dsp_1"),
        "dispute_fee",
        [("dispute_fees", 50, "dsp_1"), ("clearing:gac_1", -50, "")],
    ),
    (
        lambda: postings.dispute_fee_returned(PAY, "clearing:gac_1", usd(50), "dsp_1"),
        "dispute_fee_returned",
        [("clearing:gac_1", 50, ""), ("dispute_fees", -50, "dsp_1")],
    ),
    (
        lambda: postings.credit_applied(PAY, usd(1_000), target_ref="inv_1", customer_ref="cus_1"),
        "credit_applied",
        [("customer_credit", 1_000, "cus_1"), ("receivable", -1_000, "inv_1")],
    ),
]


@pytest.mark.parametrize(("make", "kind", "expected"), RECIPES, ids=[kind for _, kind, _ in RECIPES])
def test_a_recipe_writes_its_entry_to_the_last_leg(make, kind, expected):
    draft = make()
    assert (draft.kind, draft.source) == (kind, PAY)
    assert legs(draft) == expected


@pytest.mark.parametrize(
    "make",
    [
        # Nothing is left over, so nobody need be named: a leg of credit would ask whose it is.
        lambda: postings.captured(PAY, "cash", usd(1_000), ALL, ""),
        lambda: postings.unmatched_resolved(PAY, usd(1_000), ALL, ""),
        lambda: postings.resolved(PAY, PAY, usd(1_000), ALL, ""),
        lambda: postings.taken_back(PAY, "cash", usd(1_000), ALL, ""),
        lambda: postings.refund_promised(PAY, usd(1_000), from_credit=usd(0), reopened=ALL, customer_ref=""),
        lambda: postings.refund_failed(PAY, usd(1_000), from_credit=usd(0), reopened=ALL, customer_ref=""),
    ],
)
def test_where_nothing_is_left_over_no_credit_is_touched(make):
    draft = make()
    assert len(legs(draft)) == 2
    assert "customer_credit" not in {leg.account for leg in draft.legs}


def test_a_later_part_of_unmatched_money_leaves_from_where_the_first_was_put():
    draft = postings.unmatched_taken_back("ntc_2", "cash", usd(400), unmatched="ntc_1")
    assert (draft.kind, draft.source) == ("unmatched_reversed", "ntc_2")
    assert legs(draft) == [("unapplied", 400, "ntc_1"), ("cash", -400, "")]


def test_more_shares_than_money_make_no_entry():
    with pytest.raises(AssertionError):
        postings.captured(PAY, "cash", usd(500), TO, "cus_1")


def test_taking_back_undoes_a_capture_leg_by_leg():
    there = postings.captured(PAY, "cash", usd(1_000), TO, "cus_1")
    back = postings.taken_back(PAY, "cash", usd(1_000), TO, "cus_1")
    assert sorted(legs(there)) == sorted((account, -minor, subject) for account, minor, subject in legs(back))


def test_a_failed_refund_undoes_its_promise_leg_by_leg():
    facts = {"from_credit": usd(100), "reopened": TO, "customer_ref": "cus_1"}
    there = postings.refund_promised(PAY, usd(1_000), **facts)
    back = postings.refund_failed(PAY, usd(1_000), **facts)
    assert sorted(legs(there)) == sorted((account, -minor, subject) for account, minor, subject in legs(back))
