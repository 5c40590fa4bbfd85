"""What a sweep takes to ask about is one thing at a time, whatever plan the database chooses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import DAN
from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.sweep_unknown import _QUESTIONS, LEASE_S, _take
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Refund

pytestmark = pytest.mark.django_db


def _asked_back(attempt, minor: int) -> None:
    facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "returned", "gateway", f"k{minor}")
    refund_payment(facts, by=DAN)


@pytest.mark.parametrize("seen_by_the_planner", [0, 1, 3])
def test_one_refund_is_leased_for_one_question(scripted, seen_by_the_planner):
    scripted.says["refund"] = [lambda _asked: o.Unknown(o.Why.LINE_BROKE)] * 3
    attempt = captured(make_invoice(), account=make_account("scripted"))
    for number in range(3):
        if number == seen_by_the_planner:
            _analyze()
        _asked_back(attempt, 1_000 + number)
    later = clock.now() + timedelta(seconds=20)
    taken = [_take(_QUESTIONS[1].take, set(), now=later) for _ in range(4)]
    assert [one is None for one in taken] == [False, False, False, True]
    assert len({one.id for one in taken if one}) == 3
    assert set(Refund.objects.values_list("next_ask_at", flat=True)) == {later + timedelta(seconds=LEASE_S)}


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_refund, payments_attempt")
