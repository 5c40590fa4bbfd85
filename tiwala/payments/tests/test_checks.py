"""This room's checks find what they are for."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.dispute_makers import dispute
from tests.makers import make_invoice
from tests.payment_makers import apply, approved, captured, make_account, promise
from tiwala.gateways import outcomes as o
from tiwala.kit.money import Money
from tiwala.ledger import checks
from tiwala.payments.checks import CHECKS

pytestmark = [pytest.mark.django_db, pytest.mark.broken_books]


def test_they_find_nothing_in_a_busy_shop():
    paid = captured(make_invoice())
    apply(paid, o.Reversed(paid.reference, paid.amount))
    held = promise(make_invoice())
    apply(held, approved(held, amount=Money(5, "USD")))
    promise(make_invoice(), account=make_account())
    for state in ("needs_answer", "under_review", "won", "lost"):
        dispute(captured(make_invoice()), state, amount=Money(50_000, "PHP"))
    assert checks.run_all() == []


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("clearing_equals_money_not_paid_out", "UPDATE payments_attempt SET found_minor = found_minor + 1"),
        (
            "allocations_equal_receivable_credits",
            """INSERT INTO payments_allocation (payment_id, target_ref, amount_minor, why, at)
               SELECT id, 'inv_x', 5, 'damage', now() FROM payments_payment""",
        ),
        ("holds_live_for_live_attempts", "UPDATE payments_attempthold SET live = true"),
        ("refunded_equals_refunds_not_failed", "UPDATE payments_payment SET refunded_minor = 1"),
        ("lost_equals_disputes_lost", "UPDATE payments_payment SET lost_minor = lost_minor + 1"),
        ("disputes_equal_the_books", "UPDATE payments_dispute SET fee_minor = fee_minor - 1"),
    ],
)
def test_each_finds_its_damage(name, damage):
    assert name in CHECKS
    captured(make_invoice())
    dispute(captured(make_invoice()), "lost", amount=Money(50_000, "PHP"))
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert name in {found.check for found in checks.run_all()}
