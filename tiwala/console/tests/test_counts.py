"""Lists cost the same for one row and for fifty, and no page asks the database more than it must."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.dispute_makers import dispute
from tests.makers import make_customer, make_invoice
from tests.payment_makers import captured
from tiwala.console.tests.test_roles import address
from tiwala.console.tests.world import a_task, make_world, pay
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.draft_rule import DraftFacts, draft_rule
from tiwala.fraud.tests.makers import looked_at
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts

MOST = 10
pytestmark = pytest.mark.django_db(transaction=True)  # in a transaction nothing is kept


def an_invoice() -> None:
    make_invoice(make_customer())


def a_payment() -> None:
    pay(make_invoice(make_customer()), 150_000)


def a_refund() -> None:
    payment = pay(make_invoice(make_customer()), 150_000)
    facts = RefundFacts(payment.public_id, Money(5_000, "PHP"), "Too much", "cash", ids.uuid7().hex)
    refund_payment(facts, by=SYSTEM)


def a_dispute() -> None:
    dispute(captured(make_invoice(make_customer())))


def a_listed_network() -> None:
    add_to_list(EntryFacts("deny", "customer", f"cus_{ids.uuid7().hex}", "Cards were tried"), by=SYSTEM)


def a_rule() -> None:
    name = f"rule_{ids.uuid7().hex}"
    draft_rule(DraftFacts(name=name, pack="amount", text="amount_minor > 5", verdict="review"), by=SYSTEM)


def a_payment_to_look_at() -> None:
    paid = captured(make_invoice(make_customer())).payment
    looked_at(paid.public_id, paid.customer_ref)


LISTS: dict[str, Callable[[], object]] = {
    "": an_invoice,
    "customers/": make_customer,
    "invoices/": an_invoice,
    "invoices/?settlement=open": an_invoice,
    "payments/": a_payment,
    "refunds/": a_refund,
    "disputes/": a_dispute,
    "fraud/rules/": a_rule,
    "fraud/lists/": a_listed_network,
    "fraud/queue/": a_payment_to_look_at,
    "tasks/": lambda: a_task(f"inv_{ids.uuid7().hex}"),
    "audit/": make_customer,
    "ledger/": an_invoice,
    "outbox/": make_customer,
}


def count(client: Client, page: str) -> list[str]:
    """The statements of one page, once what is kept for a few seconds is there: the fewest of three looks.

    On a slow day what is kept runs out between two looks, and one of them reads it anew.
    """
    client.get(page)
    return min((_asked(client, page) for _look in range(3)), key=len)


def _asked(client: Client, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return [query["sql"] for query in found.captured_queries]


@pytest.mark.parametrize("page", sorted(LISTS))
def test_a_list_costs_the_same_for_one_row_and_for_many(owner: Client, page: str) -> None:
    LISTS[page]()
    few = count(owner, f"/console/{page}")
    for _again in range(11):
        LISTS[page]()
    many = count(owner, f"/console/{page}")
    assert len(many) == len(few), "\n".join(sql[:160] for sql in many)


@pytest.mark.parametrize(
    "page", ["", "invoices/", "customers/", "payments/", "invoices/{open}/", "customers/{customer}/"]
)
def test_no_page_asks_more_than_it_must(owner: Client, page: str) -> None:
    asked = count(owner, address(page, make_world()))
    assert len(asked) <= MOST, "\n".join(sql[:200] for sql in asked)
