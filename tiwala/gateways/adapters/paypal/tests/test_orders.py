"""An approved order is captured once, and a called-off one never."""

from __future__ import annotations

import threading

import pytest

from tiwala.gateways.outcomes import Approved, Cancelled, Unknown, may_send_again
from tiwala.gateways.port import LookUp
from tiwala.gateways.tests.contract import begin

pytestmark = pytest.mark.journey


def taken(harness, reference):
    """How many captures there are, as PayPal's stand-in has them."""
    unit = harness.act(reference, "expire")["purchase_units"][0]
    return len(unit.get("payments", {}).get("captures", []))


def test_many_who_look_at_once_take_it_once(harness):
    request, outcome = begin(harness)
    harness.act(outcome.reference, "pay")
    query, found = LookUp(request.attempt_key, outcome.reference), []
    threads = [threading.Thread(target=lambda: found.append(harness.gateway.look_up(query))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 8
    assert all(isinstance(one, Approved) for one in found)
    assert taken(harness, outcome.reference) == 1


def test_called_off_and_approved_after_all_it_is_never_taken(harness):
    request, outcome = begin(harness)
    assert harness.gateway.cancel(outcome.reference, key="c-1") == Cancelled(outcome.reference)
    harness.act(outcome.reference, "pay")
    query = LookUp(request.attempt_key, outcome.reference)
    assert [harness.gateway.look_up(query) for _ in range(2)] == [Cancelled(outcome.reference)] * 2
    assert taken(harness, outcome.reference) == 0


def test_approved_but_not_taken_it_can_be_called_off(harness):
    _, outcome = begin(harness)
    harness.act(outcome.reference, "pay")
    assert harness.gateway.cancel(outcome.reference, key="c-1") == Cancelled(outcome.reference)
    assert taken(harness, outcome.reference) == 0


@pytest.mark.parametrize("trouble", ["answer_lost", "answer_garbled", "server_error", "busy"])
def test_a_capture_whose_answer_was_lost_is_unknown_and_asking_takes_it_once(harness, trouble):
    request, outcome = begin(harness)
    harness.act(outcome.reference, "pay")
    query = LookUp(request.attempt_key, outcome.reference)
    harness.trouble(trouble, at="capture")
    lost = harness.gateway.look_up(query)
    assert isinstance(lost, Unknown)
    assert not may_send_again(lost)
    assert isinstance(harness.gateway.look_up(query), Approved)
    assert taken(harness, outcome.reference) == 1
