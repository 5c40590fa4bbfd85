"""Actions are one durable transaction; steps join one; somebody else's lock is a refusal, not a crash."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from tiwala.kit import db
from tiwala.kit.errors import BadInput, InvariantBroken, Refusal, TryAgain


def wait_for_lock(name):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    db.advisory_lock(name)


@pytest.mark.django_db(transaction=True)
def test_an_action_is_one_transaction_and_does_not_nest():
    @db.action
    def inner():
        """Inside."""
        assert connection.in_atomic_block
        return 7

    assert inner() == 7
    assert inner.__doc__ == "Inside."
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError):
        db.action(inner)()


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_not_to_be_had_is_try_again():
    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                db.advisory_lock("x")
                held.set()
                done.wait(timeout=20)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(timeout=20)
        with pytest.raises(TryAgain) as refusal:
            db.action(wait_for_lock)("x")
    finally:
        done.set()
        other.join(timeout=20)
    assert refusal.value.facts == {"verb": "wait_for_lock"}


@pytest.mark.django_db(transaction=True)
def test_another_breakdown_stays_what_it_is():
    @db.action
    def slow():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '50ms'")
            cursor.execute("SELECT pg_sleep(5)")

    with pytest.raises(OperationalError):
        slow()


@pytest.mark.django_db(transaction=True)
def test_a_step_wants_a_transaction():
    with pytest.raises(InvariantBroken):
        db.advisory_lock("x")
    with transaction.atomic():
        db.assert_in_transaction()


def test_a_refusal_carries_its_code_its_words_and_its_facts():
    refusal = BadInput(fields={"amount": "too much"}, limit=5)
    assert (refusal.code, refusal.status, refusal.fields, refusal.facts) == (
        "bad_input",
        422,
        {"amount": "too much"},
        {"limit": 5},
    )
    assert refusal.text
    assert str(Refusal()) == "refused"
    assert BadInput().fields == {}
