"""Void today, refund tomorrow, in Manila: and nothing twice at midnight between the two."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from threading import Thread
from zoneinfo import ZoneInfo

import httpx
import pytest

from tiwala.gateways.outcomes import (
    Approved,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundUnsupported,
    Reversed,
    Unknown,
    Why,
)
from tiwala.gateways.port import LookUp, LookUpRefund, RefundRequest
from tiwala.gateways.tests.contract import ask, begin, new_key, peso
from tiwala.kit import clock, http

pytestmark = pytest.mark.journey
MANILA = ZoneInfo("Asia/Manila")


def at(harness, days, hour, minute):
    """The bank's clock stands so many days from today, at this time in Manila."""
    now = clock.machine_now().astimezone(MANILA)
    wanted = datetime(now.year, now.month, now.day, hour, minute, 30, tzinfo=MANILA) + timedelta(days=days)
    harness.set_clock((wanted - now).total_seconds())


def paid_today(harness, amount="150.00", **changes):
    _, outcome = begin(harness, peso(amount), **changes)
    harness.act(outcome.reference, "pay")
    return outcome.reference


def back(harness, reference, amount, key=""):
    return harness.gateway.refund(RefundRequest(reference, peso(amount), key or new_key()))


@contextmanager
def passing_on(*, before, then):
    """Every call goes through; before the first POST whose path ends so, something happens."""
    coming = [then]

    def pass_on(request):
        if coming and request.method == "POST" and request.url.path.endswith(before):
            coming.pop()()
        with httpx.Client(trust_env=False) as client:
            answer = client.request(request.method, request.url, headers=request.headers, content=request.read())
        return httpx.Response(answer.status_code, content=answer.content)

    with http.use_transport(pass_on):
        yield
    assert not coming


def test_on_the_day_all_of_it_goes_back_as_a_void(harness):
    at(harness, 1, 23, 58)
    reference, key = paid_today(harness), new_key()
    done = back(harness, reference, "150.00", key)
    assert isinstance(done, RefundDone)
    assert done.reference.startswith(f"{reference}/voids/")
    assert (done.amount, done.key) == (peso("150.00"), key)
    assert harness.gateway.look_up_refund(LookUpRefund(key, payment_reference=reference)) == done
    assert back(harness, reference, "150.00", key) == done
    assert isinstance(back(harness, reference, "150.00"), RefundFailed)
    assert harness.given_back(reference) == peso("150.00")


def test_what_we_voided_ourselves_was_paid_and_is_not_taken_back_besides(harness):
    reference = paid_today(harness)
    back(harness, reference, "150.00")
    assert isinstance(harness.gateway.look_up(LookUp("", reference)), Approved)


def test_on_the_day_a_part_cannot_go_back(harness):
    reference = paid_today(harness)
    assert back(harness, reference, "149.99") == RefundFailed(RefundFailure.NOT_REFUNDABLE)
    assert harness.given_back(reference) == peso("0.00")


def test_from_midnight_on_parts_go_back_until_nothing_is_left(harness):
    at(harness, 1, 23, 59)
    reference = paid_today(harness)
    at(harness, 2, 0, 0)
    first = back(harness, reference, "100.00")
    assert isinstance(first, RefundDone)
    assert first.reference.startswith(f"{reference}/refunds/")
    assert isinstance(back(harness, reference, "50.00"), RefundDone)
    assert back(harness, reference, "0.01") == RefundFailed(RefundFailure.TOO_LARGE)
    assert harness.given_back(reference) == peso("150.00")


@pytest.mark.parametrize(("days", "kind"), [(180, RefundDone), (181, RefundFailed)])
def test_the_way_back_closes_after_180_days(harness, days, kind):
    at(harness, 0, 12, 0)
    reference = paid_today(harness)
    at(harness, days, 12, 0)
    assert isinstance(back(harness, reference, "1.00"), kind)


def test_midnight_between_look_and_void_makes_it_a_refund_once(harness):
    at(harness, 1, 23, 59)
    reference = paid_today(harness)
    with passing_on(before="/voids", then=lambda: at(harness, 2, 0, 0)):
        done = back(harness, reference, "150.00")
    assert isinstance(done, RefundDone)
    assert "/refunds/" in done.reference
    assert harness.given_back(reference) == peso("150.00")


@pytest.mark.parametrize("trouble", ["answer_lost", "answer_hangs", "answer_garbled"])
def test_a_void_whose_answer_was_lost_at_midnight_is_found_and_not_done_again(harness, trouble):
    at(harness, 1, 23, 58)
    reference, key = paid_today(harness), new_key()
    harness.trouble(trouble, at="refund")
    assert isinstance(back(harness, reference, "150.00", key), Unknown)
    at(harness, 2, 0, 1)
    done = back(harness, reference, "150.00", key)
    assert isinstance(done, RefundDone)
    assert "/voids/" in done.reference
    assert isinstance(back(harness, reference, "150.00"), RefundFailed)
    assert harness.given_back(reference) == peso("150.00")


def test_a_void_that_never_arrived_becomes_a_refund_the_next_day(harness):
    at(harness, 1, 23, 58)
    reference, key = paid_today(harness), new_key()
    harness.trouble("server_error", at="refund")
    assert back(harness, reference, "150.00", key) == Unknown(Why.SERVER_ERROR)
    at(harness, 2, 0, 1)
    assert harness.gateway.look_up_refund(LookUpRefund(key, payment_reference=reference)) == Unknown(Why.NOT_FOUND)
    assert "/refunds/" in back(harness, reference, "150.00", key).reference
    assert harness.given_back(reference) == peso("150.00")


def test_a_refund_that_is_under_way_keeps_its_money_from_the_next_one(harness):
    _, outcome = begin(harness, peso("100.00"))
    harness.pay(outcome.reference)
    back(harness, outcome.reference, "77.53")
    assert back(harness, outcome.reference, "22.48") == RefundFailed(RefundFailure.TOO_LARGE)


def test_a_refund_that_failed_may_be_asked_for_anew_under_another_key(harness):
    _, outcome = begin(harness, peso("100.00"))
    harness.pay(outcome.reference)
    assert isinstance(back(harness, outcome.reference, "77.52"), RefundFailed)
    assert isinstance(back(harness, outcome.reference, "100.00"), RefundDone)


def test_two_who_void_at_once_give_back_once(harness):
    reference, outcomes = paid_today(harness), []
    threads = [Thread(target=lambda: outcomes.append(back(harness, reference, "150.00"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RefundDone", "RefundFailed"]
    assert harness.given_back(reference) == peso("150.00")


@pytest.mark.parametrize("seed", range(4))
def test_bad_nights_give_back_what_was_told_and_never_more(harness, seed):
    """Impatient people around midnight, half of all calls broken: each key is asked for until it is known."""
    dice = Random(seed)
    at(harness, 1, 23, 57)
    reference = paid_today(harness)
    keys = [(new_key(), dice.choice(["150.00", "60.00", "50.00"])) for _ in range(4)]
    troubles = ["answer_lost", "answer_garbled", "server_error", "busy", "unavailable"]
    told = {}
    for turn in range(24):
        if turn == 8:
            at(harness, 2, 0, 0)
        key, amount = dice.choice(keys)
        if dice.random() < 0.5:
            harness.trouble(dice.choice(troubles), at=dice.choice(["refund", "look_up_refund", "look_up"]))
        told[key] = back(harness, reference, amount, key)
    harness.end_troubles()
    told |= {key: back(harness, reference, amount, key) for key, amount in keys}
    done = [outcome.amount for outcome in told.values() if isinstance(outcome, RefundDone)]
    assert harness.given_back(reference) == sum(done, peso("0.00")) <= peso("150.00")
    assert all(isinstance(outcome, RefundDone | RefundFailed) for outcome in told.values())


def test_somebody_who_voids_in_maya_manager_takes_it_back(harness):
    reference = paid_today(harness)
    harness.reverse(reference)
    assert harness.gateway.look_up(LookUp("", reference)) == Reversed(reference, peso("150.00"))
    assert isinstance(back(harness, reference, "150.00"), RefundFailed)


def test_captured_money_goes_back_from_its_capture(harness):
    _, outcome = begin(harness, peso("150.00"), capture="manual")
    harness.authorize(outcome.reference)
    harness.gateway.capture(outcome.reference, amount=peso("120.00"), key=new_key())
    assert isinstance(back(harness, outcome.reference, "120.01"), RefundFailed)
    done = back(harness, outcome.reference, "120.00")
    assert isinstance(done, RefundDone)
    assert not done.reference.startswith(outcome.reference)
    assert harness.gateway.look_up_refund(LookUpRefund(done.key, payment_reference=outcome.reference)) == done


def test_held_money_and_its_capture_go_by_one_name(harness):
    """Their notice of a capture names the capture: it is not another money."""
    request, outcome = begin(harness, capture="manual")
    harness.authorize(outcome.reference)
    taken = harness.gateway.capture(outcome.reference, amount=peso("120.00"), key=new_key())
    ids = {one["id"] for one in harness.ask(f"/payments/v1/payment-rrns/{request.attempt_key}")}
    assert len(ids) == 2
    looks = [harness.gateway.look_up(LookUp(request.attempt_key, ident)) for ident in ("", *ids)]
    assert looks == [taken] * 3
    assert taken.reference == outcome.reference


def test_a_capture_that_somebody_voids_is_taken_back(harness):
    request, outcome = begin(harness, capture="manual")
    harness.authorize(outcome.reference)
    harness.gateway.capture(outcome.reference, amount=peso("120.00"), key=new_key())
    rows = harness.ask(f"/payments/v1/payment-rrns/{request.attempt_key}")
    harness.reverse(next(one["id"] for one in rows if one["id"] != outcome.reference))
    found = harness.gateway.look_up(LookUp(request.attempt_key, outcome.reference))
    assert found == Reversed(outcome.reference, peso("120.00"))


def test_held_money_that_was_not_captured_has_nothing_to_give_back(harness):
    _, outcome = begin(harness, capture="manual")
    harness.authorize(outcome.reference)
    assert back(harness, outcome.reference, "150.00") == RefundFailed(RefundFailure.NOT_REFUNDABLE)


def test_a_qr_payment_has_no_way_back_even_on_the_day(harness):
    reference = paid_today(harness, method="qrph")
    assert back(harness, reference, "150.00") == RefundUnsupported()


def test_its_methods_say_so_before(harness):
    card = harness.gateway.can.method("card")
    assert (card.same_day_void, card.refund, card.refund_days) == (True, "partial", 180)
    assert harness.gateway.start(ask(harness)).reference
