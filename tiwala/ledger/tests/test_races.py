"""Several at once, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from tiwala.kit.errors import InvariantBroken
from tiwala.ledger import balances, chart
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.draft import credit, debit, entry
from tiwala.ledger.models import Account, Entry
from tiwala.ledger.tests.conftest import CORA, peso, sale

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, count):
    barrier = Barrier(count)

    def one(number):
        try:
            barrier.wait(10)
            with transaction.atomic():
                return work(number)
        except InvariantBroken as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_the_same_event_posted_at_once_is_one_entry():
    draft = sale(source="inv_1")
    written = at_once(lambda _: post_entry(draft, by=CORA).pk, 6)

    assert len(set(written)) == 1
    assert balances.open_amount("inv_1") == 11_200


def test_of_two_amounts_under_one_name_one_breaks():
    drafts = [sale(11_200, source="inv_1"), sale(22_400, source="inv_1")]
    written = at_once(lambda number: post_entry(drafts[number], by=CORA), 2)

    assert sum(isinstance(one, InvariantBroken) for one in written) == 1
    assert Entry.objects.count() == 1


def test_an_account_opened_at_once_is_one_account():
    at_once(lambda number: post_entry(sale(invoice=f"inv_{number}"), by=CORA), 6)

    assert Account.objects.filter(code="sales").count() == 1


def test_two_allocators_of_one_invoice_wait_for_each_other():
    with transaction.atomic():
        post_entry(sale(10_000), by=CORA)

    def allocate(number):
        open_minor = balances.lock_subject(chart.RECEIVABLE, "inv_1")
        share = min(3_000, open_minor)
        post_entry(
            entry(
                "payment_captured",
                f"pay_{number}",
                debit(chart.CASH, peso(3_000)),
                credit(chart.RECEIVABLE, peso(share), "inv_1"),
                credit(chart.CUSTOMER_CREDIT, peso(3_000 - share), "cus_1"),
            ),
            by=CORA,
        )

    at_once(allocate, 6)

    assert balances.open_amount("inv_1") == 0
    assert balances.credit_of("cus_1") == 8_000


def test_a_subject_never_seen_before_is_locked_all_the_same():
    def spend(number):
        if balances.lock_subject(chart.CUSTOMER_CREDIT, "cus_new") == 0:
            give = entry(
                "gift", f"g{number}", debit(chart.LOSSES, peso(5)), credit(chart.CUSTOMER_CREDIT, peso(5), "cus_new")
            )
            post_entry(give, by=CORA)

    at_once(spend, 6)

    assert balances.credit_of("cus_new") == 5
