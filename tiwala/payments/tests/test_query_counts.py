"""How many statements the hot paths cost. A number that grows is seen in review."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import make_invoice
from tests.payment_makers import apply, approved, make_account, start_facts
from tiwala.kit.actor import SYSTEM
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown

pytestmark = pytest.mark.django_db


def count(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    said = [query["sql"] for query in seen.captured_queries]
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for sql in said)


@pytest.fixture
def warm(scripted):
    account = make_account("scripted")
    attempt = start_payment(start_facts(make_invoice(), account=account), by=SYSTEM)
    apply(attempt, approved(attempt))
    return account


def test_a_start(warm):
    facts = start_facts(make_invoice(), account=warm)
    assert count(lambda: start_payment(facts, by=SYSTEM)) <= 25  # six of them are the fraud room's


def test_money_taken_in(warm):
    attempt = start_payment(start_facts(make_invoice(), account=warm), by=SYSTEM)
    money = approved(attempt)
    assert count(lambda: apply(attempt, money)) <= 17


def test_news_that_are_no_news(warm):
    attempt = start_payment(start_facts(make_invoice(), account=warm), by=SYSTEM)
    money = approved(attempt)
    apply(attempt, money)
    assert count(lambda: apply(attempt, money)) <= 3


def test_a_sweep_with_nothing_to_ask(warm):
    assert count(lambda: sweep_unknown(by=SYSTEM)) == 3
