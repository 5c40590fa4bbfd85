"""Calling off, and taking what was set aside."""

from __future__ import annotations

import pytest

from tests.makers import make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound, WrongState
from tiwala.kit.ids import uuid7
from tiwala.ledger import balances
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.capture_payment import capture_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(scripted):
    return begin(make_invoice(), account=make_account("scripted"), capture="manual")


def test_a_cancelled_attempt_frees_the_invoice(attempt, scripted):
    scripted.says["cancel"] = [o.Cancelled(attempt.reference)]
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "cancelled"
    assert attempt.holds.get().live is False
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "cancelled"
    assert len(scripted.called("cancel")) == 1


def test_money_that_came_meanwhile_is_taken(attempt, scripted):
    scripted.says["cancel"] = [approved(attempt)]
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "captured"


def test_a_lost_answer_to_a_cancel_is_unknown_and_keeps_the_hold(attempt, scripted):
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "unknown"
    assert attempt.holds.get().live is True


def test_an_unknown_attempt_is_asked_about_and_not_cancelled_blindly(scripted):
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    attempt = begin(make_invoice(), account=make_account("scripted"))
    assert cancel_attempt(attempt.id, by=SYSTEM).state == "unknown"
    assert scripted.called("cancel") == []


def test_money_set_aside_is_captured_once(attempt, scripted):
    authorized = o.Authorized(
        attempt.reference, attempt.amount, "x", attempt.key, authorized_at=clock.now(), method="card"
    )
    assert apply(attempt, authorized).state == "authorized"
    scripted.says["capture"] = [o.Unknown(o.Why.SERVER_ERROR), approved(attempt)]
    assert capture_payment(attempt.id, by=SYSTEM).state == "captured"
    assert capture_payment(attempt.id, by=SYSTEM).state == "captured"
    assert {key for _, _, key in scripted.called("capture")} == {f"{attempt.key}:capture"}
    assert balances.open_amount(attempt.payment.targets.get().target_ref) == 0
    assert scripted.called("start")[0].capture == "manual"


def test_what_was_not_set_aside_cannot_be_captured(attempt, scripted):
    with pytest.raises(WrongState):
        capture_payment(attempt.id, by=SYSTEM)
    assert scripted.called("capture") == []


@pytest.mark.parametrize("verb", [cancel_attempt, capture_payment])
def test_nothing_of_that_id_is_not_found(verb):
    with pytest.raises(NotFound):
        verb(uuid7(), by=SYSTEM)
