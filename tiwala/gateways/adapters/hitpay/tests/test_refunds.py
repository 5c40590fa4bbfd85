"""Refunds without a key of ours: sent once, known again where nothing else can be meant, else nobody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiwala.gateways.adapters.hitpay.refunding import MAYBE_OURS, NOT_SEEN
from tiwala.gateways.adapters.hitpay.tests.scripted import (
    BACK,
    CHARGE,
    CHARGES,
    ID,
    OTHER,
    PAID,
    REFUND,
    SENT,
    charge,
    page,
    refund,
)
from tiwala.gateways.outcomes import (
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundPending,
    RefundUnsupported,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUpRefund, RefundRequest, RefundTrace
from tiwala.gateways.tests.contract import peso
from tiwala.kit import clock

LEFT = datetime(2026, 1, 3, tzinfo=UTC)
LATER = LEFT + timedelta(days=1)
UNCLEAR = Unknown(Why.UNREADABLE)
REFUSED = RefundFailed(RefundFailure.GATEWAY_REFUSED)
DONE = RefundDone(BACK, peso("60.00"), account="shop", done_at=LEFT)


def trace(**changes):
    return RefundTrace(**({"amount": peso("60.00"), "since": LEFT} | changes))


def stands(script, *refunds, gone=None, **changes):
    """These refunds stand at the charge."""
    counted = sum(one["amount_refunded"] for one in refunds if one["status"] != "failed") if gone is None else gone
    shown = {"refunds": [{"id": one["id"]} for one in refunds], "refunded_amount": counted}
    script[CHARGES] = page(charge(**changes))
    script[CHARGE] = charge(**shown | changes)
    for one in refunds:
        script[f"GET /v1/refund/{one['id']}"] = one


def ask(script, **changes):
    """Look for one whose answer was lost."""
    return script.gateway.look_up_refund(LookUpRefund("ref_1", None, ID, trace=trace(**changes)))


def give(script, amount="60.00", **changes):
    return script.gateway.refund(RefundRequest(ID, peso(amount), "ref_1", trace=trace(amount=peso(amount), **changes)))


def at(instant):
    return {"refunded_at": instant.strftime("%Y-%m-%dT%H:%M:%S.000000Z")}


class TestGivingBack:
    def test_it_is_sent_to_the_charge_to_the_centavo_and_writes_to_nobody(self, script):
        stands(script)
        script[SENT] = refund()
        assert give(script) == DONE
        assert script.body(SENT) == b'{"amount":60.00,"payment_id":"%s","send_email":"false"}' % PAID.encode()

    def test_what_may_be_this_one_already_is_never_sent_again(self, script):
        stands(script, refund())
        assert give(script) == MAYBE_OURS
        assert script.count(SENT) == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"has_twin": True},
            {"since": LEFT + timedelta(days=1)},
            {"has_twin": True, "since": LEFT + timedelta(days=1)},
        ],
    )
    def test_beside_a_twin_or_what_our_books_do_not_know_it_is_refused(self, script, changes):
        stands(script, refund())
        assert give(script, **changes) == REFUSED
        assert script.count(SENT) == 0

    def test_a_twin_alone_is_enough(self, script):
        stands(script)
        assert give(script, has_twin=True) == REFUSED

    @pytest.mark.parametrize(
        ("stood", "changes"),
        [
            (refund(), {"others": frozenset({BACK})}),
            (refund(amount_refunded=59.99), {}),
            (refund(status="failed"), {}),
        ],
    )
    def test_others_of_ours_other_amounts_and_failed_ones_are_no_hindrance(self, script, stood, changes):
        stands(script, stood)
        script[SENT] = refund(id=OTHER)
        assert isinstance(give(script, **changes), RefundDone)

    @pytest.mark.parametrize("gone", [90.01, 150])
    def test_never_more_than_is_left_by_either_count(self, script, gone):
        stands(script, refund(amount_refunded=gone))
        assert give(script) == RefundFailed(RefundFailure.TOO_LARGE)

    def test_one_that_is_counted_and_not_shown_makes_all_unclear(self, script):
        stands(script, gone=60)
        assert give(script) == Unknown(Why.NOT_SENT)
        assert ask(script) == UNCLEAR
        assert script.count(SENT) == 0

    def test_a_charge_that_says_refunded_and_shows_none_is_unclear(self, script):
        stands(script, status="refunded")
        assert give(script) == Unknown(Why.NOT_SENT)

    def test_a_rail_without_a_way_back_is_not_asked(self, script):
        stands(script, payment_method={"name": "qrph_netbank"})
        assert give(script) == RefundUnsupported()
        assert script.count(SENT) == 0

    @pytest.mark.parametrize(
        ("status", "problem", "expected"),
        [
            (422, {"errors": {"amount": ["…"]}}, RefundFailed(RefundFailure.TOO_LARGE)),
            (422, {"errors": {"payment_id": ["…"]}}, RefundFailed(RefundFailure.NOT_REFUNDABLE)),
            (422, {}, REFUSED),
            (403, {}, REFUSED),
            (429, {}, Unknown(Why.NOT_SENT)),
            (400, {"message": "Insufficient balance"}, UNCLEAR),
            (409, {}, UNCLEAR),
            (404, {}, UNCLEAR),
            (500, b"", Unknown(Why.SERVER_ERROR)),
            (200, b"{", UNCLEAR),
            (200, refund(payment_id=OTHER), UNCLEAR),
            (200, refund(status="odd"), UNCLEAR),
            (200, refund(status="pending"), RefundPending(BACK)),
            (200, refund(status="failed"), RefundFailed(RefundFailure.BANK_REFUSED, BACK)),
        ],
    )
    def test_only_what_was_turned_away_at_the_door_is_a_no(self, script, status, problem, expected):
        stands(script)
        script[SENT] = (status, problem)
        assert give(script) == expected


class TestKnowingAgain:
    def test_the_one_that_fits_is_it(self, script):
        stands(script, refund(), refund(id=OTHER, amount_refunded=10))
        assert ask(script) == DONE

    def test_their_clock_may_be_five_minutes_behind(self, script):
        stands(script, refund())
        assert isinstance(ask(script, since=LEFT + timedelta(minutes=5)), RefundDone)
        assert ask(script, since=LEFT + timedelta(minutes=5, seconds=1)) == MAYBE_OURS

    def test_others_of_ours_are_not_it(self, script):
        stands(script, refund(), refund(id=OTHER))
        found = ask(script, others=frozenset({OTHER}))
        assert isinstance(found, RefundDone)
        assert found.reference == BACK

    def test_an_older_one_beside_it_confuses_nobody(self, script):
        stands(script, refund(), refund(id=OTHER, **at(LEFT - timedelta(days=2))))
        assert ask(script) == DONE

    @pytest.mark.parametrize(
        ("rows", "changes"),
        [
            ([refund(), refund(id=OTHER)], {}),
            ([refund()], {"has_twin": True}),
            ([refund(**at(LEFT - timedelta(days=2)))], {}),
            ([refund(), refund(id=OTHER, status="failed")], {}),
        ],
    )
    def test_where_several_or_none_for_certain_can_be_meant_it_is_nobodys(self, script, rows, changes):
        stands(script, *rows)
        assert ask(script, **changes) == MAYBE_OURS

    def test_not_found_is_said_no_sooner_than_a_day_later(self, script):
        stands(script)
        now = clock.now()
        assert ask(script, since=now - timedelta(hours=23)) == NOT_SEEN
        assert ask(script, since=now - timedelta(hours=25)) == Unknown(Why.NOT_FOUND)

    def test_without_a_trace_nothing_is_known_again(self, script):
        stands(script, refund())
        assert script.gateway.look_up_refund(LookUpRefund("ref_1", None, ID)) == UNCLEAR

    def test_a_payment_that_shows_no_money_proves_nothing(self, script):
        script[CHARGES] = page()
        assert ask(script) == UNCLEAR

    @pytest.mark.parametrize("reference", [BACK, OTHER, "rfd/../x"])
    def test_what_they_told_of_once_is_never_not_found(self, script, reference):
        assert script.gateway.look_up_refund(LookUpRefund("ref_1", reference, ID, trace=trace())) == UNCLEAR
        script[REFUND] = refund()
        found = script.gateway.look_up_refund(LookUpRefund("ref_1", reference, ID, trace=trace()))
        assert found == (DONE if reference == BACK else UNCLEAR)

    def test_an_instant_without_a_zone_is_singapores(self, script):
        stands(script, refund(refunded_at=None))
        assert ask(script) == DONE

    @pytest.mark.parametrize(
        "bad", [{"id": "x"}, {"currency": "moon"}, {"amount_refunded": 1.001}, {"refunded_at": "soon"}]
    )
    def test_a_refund_that_makes_no_sense_is_nobodys(self, script, bad):
        stands(script, refund())
        script[REFUND] = refund(**bad)
        assert ask(script) == UNCLEAR
