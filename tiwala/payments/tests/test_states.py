"""The moves: ranks, and the database's own guard."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.makers import make_invoice
from tests.payment_makers import captured, promise
from tiwala.payments.models import Allocation, Attempt, AttemptHold, Payment, Refund
from tiwala.payments.states import ATTEMPT, LIVE, PAYMENT, RANK, AttemptState


def test_no_move_leads_to_a_lower_rank():
    climbs = [(a, b) for a, b in ATTEMPT.pairs() if RANK[b] < RANK[a] or (RANK[a] == RANK[b] and RANK[a] > 0)]
    assert climbs == []


@pytest.mark.django_db
@pytest.mark.broken_books
@pytest.mark.parametrize("model", [Attempt, Payment])
def test_the_database_refuses_every_move_that_is_not_in_the_table(model):
    machine = {Attempt: ATTEMPT, Payment: PAYMENT}[model]
    row = promise(make_invoice())
    pk = row.pk if model is Attempt else row.payment_id
    update = f"UPDATE {model._meta.db_table} SET state = %s WHERE id = %s"  # noqa: S608 -- the model's own table
    states, allowed = [s.value for s in machine.open | machine.final], {(a.value, b.value) for a, b in machine.pairs()}
    wrong = []
    for start in states:
        for end in states:
            if start == end:
                continue
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(update, [start, pk])
                cursor.execute("SET LOCAL session_replication_role = origin")
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(update, [end, pk])
                moved = True
            except DatabaseError:
                moved = False
            if moved != ((start, end) in allowed):
                wrong.append((start, end))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(AttemptState))
def test_a_hold_lives_as_long_as_its_attempt(state):
    attempt = promise(make_invoice())
    if state != AttemptState.CREATED:
        Attempt.objects.filter(pk=attempt.pk).update(state=state)
    assert AttemptHold.objects.get().live is (state in LIVE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: Payment.objects.update(amount_minor=1),
        lambda: Payment.objects.update(refunded_minor=150_001),
        lambda: Attempt.objects.update(amount_minor=1),
        lambda: Attempt.objects.update(key="another"),
        lambda: Attempt.objects.update(reversed_minor=150_001),
        lambda: Allocation.objects.update(amount_minor=1),
        lambda: Allocation.objects.all().delete(),
        lambda: Attempt.objects.all()._raw_delete("default"),
        lambda: Refund.objects.create(
            payment=Payment.objects.get(), amount_minor=0, currency="PHP", to="cash", key="k"
        ),
    ],
)
def test_the_database_keeps_the_promise(change):
    captured(make_invoice())
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
