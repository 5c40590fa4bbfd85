"""The database's own guard, tried as the owner of the tables."""

import pytest
from django.db import IntegrityError, connection, transaction

from tiwala.kit import clock, ids
from tiwala.ledger import chart
from tiwala.ledger.actions.open_account import open_account
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.models import Account, Entry, SubjectBalance
from tiwala.ledger.tests.conftest import CORA, sale

pytestmark = pytest.mark.django_db(transaction=True)


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def post(draft):
    with transaction.atomic():
        return post_entry(draft, by=CORA)


@pytest.mark.parametrize("table", ["ledger_account", "ledger_entry", "ledger_posting"])
def test_nothing_is_deleted(table):
    post(sale())

    with pytest.raises(IntegrityError, match="only added to"):
        run(f"DELETE FROM {table}")  # noqa: S608 -- a name from the list above


@pytest.mark.parametrize(
    "change",
    ["ledger_account SET kind = 'x'", "ledger_entry SET memo = 'x'", "ledger_posting SET amount_minor = 1"],
)
def test_nothing_is_changed(change):
    post(sale())

    with pytest.raises(IntegrityError, match="only added to"):
        run(f"UPDATE {change}")


def add_entry(*amounts, currency="PHP"):
    """An entry written past all of Python, with these sides on `cash`."""
    with transaction.atomic():
        account = open_account(chart.CASH, currency)
        entry_id = ids.uuid7()
        run(
            "INSERT INTO ledger_entry (id, created_at, kind, source, at, memo, by_actor) "
            "VALUES (%s, now(), 'raw', %s, %s, '', 'x')",
            entry_id,
            str(entry_id),
            clock.now(),
        )
        for amount in amounts:
            add_posting(entry_id, account, amount)
    return entry_id


def add_posting(entry_id, account, amount, subject=""):
    run(
        "INSERT INTO ledger_posting (entry_id, account_id, account_code, subject, amount_minor, currency, at) "
        "SELECT id, %s, %s, %s, %s, %s, at FROM ledger_entry WHERE id = %s",
        account.id,
        account.code,
        subject,
        amount,
        account.currency,
        entry_id,
    )


def test_balanced_sides_written_one_by_one_pass():
    assert Entry.objects.filter(pk=add_entry(5, -3, -2)).exists()


@pytest.mark.parametrize("amounts", [(5, -4), (5, 5), (5,), ()])
def test_an_entry_that_does_not_balance_is_refused_at_commit(amounts):
    with pytest.raises(IntegrityError, match=r"balance|fewer than two"):
        add_entry(*amounts)

    assert not Entry.objects.exists()


def test_a_posting_of_nothing_is_refused():
    with pytest.raises(IntegrityError):
        add_entry(0, 0)


def test_an_entry_takes_no_postings_afterwards_even_balanced_ones():
    written = post(sale())
    other = add_entry(5, -5)
    account = Account.objects.get(code=chart.CASH)

    for entry_id in (written.id, other):
        with pytest.raises(IntegrityError, match="only while it is written"):
            add_posting(entry_id, account, 5)


def test_a_posting_takes_its_code_and_currency_from_its_account():
    with pytest.raises(IntegrityError, match="fits_account"):
        add_to_new_entry(chart.CASH, claimed_currency="USD")


@transaction.atomic
def add_to_new_entry(code, *, claimed_currency):
    account = open_account(code, "PHP")
    account.currency = claimed_currency
    entry = Entry(kind="raw", source="x", by_actor="x")
    entry.save(force_insert=True)
    add_posting(entry.id, account, 5)


def test_a_posting_on_a_subject_account_names_its_subject():
    with pytest.raises(IntegrityError, match="names its subject"):
        add_to_new_entry(chart.RECEIVABLE, claimed_currency="PHP")


def test_the_kept_accounts_are_those_of_the_chart():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'ledger_keep_subject_balance'")
        source = cursor.fetchone()[0]

    listed = "(" + ", ".join(f"'{code}'" for code in chart.BY_SUBJECT) + ")"
    assert source.count(f"account_code IN {listed}") == 2


def test_each_subject_has_its_own_running_balance():
    post(sale(11_200, invoice="inv_1"))
    post(sale(500, invoice="inv_1"))
    post(sale(700, invoice="inv_2"))

    rows = SubjectBalance.objects.order_by("subject").values_list("account_code", "subject", "balance_minor")
    assert list(rows) == [("receivable", "inv_1", 11_700), ("receivable", "inv_2", 700)]
