"""What the application's own role may do: post, read, lock; never change, delete or write a balance."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tiwala.ledger import balances, chart
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.tests.conftest import CORA, sale

pytestmark = pytest.mark.django_db(transaction=True)
ROLE = "tiwala_test_ledger_role"


@pytest.fixture(autouse=True)
def as_the_application():
    """The rights that config/grants.py gives on these tables."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT ON ledger_account, ledger_entry, ledger_posting TO {ROLE}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"SET ROLE {ROLE}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP OWNED BY {ROLE}")
            cursor.execute(f"DROP ROLE {ROLE}")


def test_it_posts_and_locks():
    with transaction.atomic():
        post_entry(sale(11_200), by=CORA)
        assert balances.lock_subject(chart.RECEIVABLE, "inv_1") == 11_200

    assert balances.open_amount("inv_1") == 11_200


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_posting SET amount_minor = 1",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_account",
        "TRUNCATE ledger_posting",
        "UPDATE ledger_subject_balance SET balance_minor = 0",
        "INSERT INTO ledger_subject_balance (account_code, subject, currency, balance_minor) VALUES ('a','b','c',1)",
    ],
)
def test_it_is_refused_everything_else(sql):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(sql)
