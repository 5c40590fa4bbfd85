"""Each check finds the fault it is for. The faults are planted by the owner, with the triggers switched off."""

from contextlib import contextmanager

import pytest
from django.db import connection

from tiwala.kit.errors import InvariantBroken
from tiwala.ledger import checks
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.jobs import check as check_job
from tiwala.ledger.tests.conftest import CORA, sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broken_books]


@pytest.fixture(autouse=True)
def one_sale(django_db_setup, transactional_db):
    from django.db import transaction

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with transaction.atomic():
        return post_entry(sale(11_200), by=CORA)


@contextmanager
def past_the_guards():
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = origin")


def found():
    return {finding.check for finding in checks.run_all()}


def test_sound_books_have_no_findings():
    heard = []

    assert checks.run_all(heard.append) == []
    assert heard == checks.names()


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("UPDATE ledger_posting SET amount_minor = 1 WHERE account_code = 'sales'", "entry_unbalanced"),
        ("DELETE FROM ledger_posting WHERE account_code <> 'sales'", "entry_one_sided"),
        ("DELETE FROM ledger_posting", "entry_one_sided"),
        ("DELETE FROM ledger_entry", "posting_orphan"),
        ("UPDATE ledger_posting SET account_code = 'cash' WHERE account_code = 'sales'", "posting_on_wrong_account"),
        ("UPDATE ledger_account SET currency = 'USD' WHERE code = 'sales'", "posting_on_wrong_account"),
        ("UPDATE ledger_posting SET at = at - interval '1 day'", "posting_at_wrong_time"),
        ("UPDATE ledger_subject_balance SET balance_minor = 1", "subject_balance_differs"),
        ("DELETE FROM ledger_subject_balance", "subject_balance_differs"),
        ("UPDATE ledger_subject_balance SET balance_minor = -1", "receivable_overpaid"),
        ("UPDATE ledger_account SET kind = 'asset' WHERE code = 'sales'", "account_not_in_chart"),
        ("UPDATE ledger_account SET code = 'petty' WHERE code = 'sales'", "account_not_in_chart"),
    ],
)
def test_a_fault_is_found(fault, name):
    with past_the_guards() as cursor:
        cursor.execute(fault)

    assert name in found()


def test_an_entry_without_a_source_is_found():
    with past_the_guards() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_has_source")
        try:
            cursor.execute("UPDATE ledger_entry SET source = ''")
            assert "entry_without_source" in found()
        finally:
            cursor.execute("UPDATE ledger_entry SET source = 'x'")
            cursor.execute(
                "ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_has_source CHECK (source <> '' AND kind <> '')"
            )


def test_a_room_above_adds_its_own_once():
    def mine():
        yield checks.Finding("mine", "inv_1", "does not add up")

    try:
        checks.register("mine", mine)
        checks.register("mine", mine)
        assert checks.run_all()[-1] == checks.Finding("mine", "inv_1", "does not add up")
        with pytest.raises(InvariantBroken):
            checks.register("mine", "SELECT 1, 2")
        checks._checks["mine"] = "SELECT 'inv_2', 'neither does this'"
        assert checks.run_all()[-1] == checks.Finding("mine", "inv_2", "neither does this")
    finally:
        checks._checks.pop("mine")


def test_the_hourly_proof_hands_findings_to_a_person():
    with past_the_guards() as cursor:
        cursor.execute("UPDATE ledger_subject_balance SET balance_minor = 1")
    check_job()

    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'kind', args->>'subject_ref' FROM procrastinate_jobs")
        assert cursor.fetchall() == [("ledger_finding", "subject_balance_differs:inv_1")]
