"""The books are proven against invoices: planted faults are found."""

import pytest
from django.db import connection, transaction

from tests.makers import make_customer, make_invoice
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts, issue_receipt
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import checks
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.draft import credit, debit, entry

pytestmark = [pytest.mark.django_db(transaction=True)]


def found() -> set[str]:
    return {finding.check for finding in checks.run_all()}


def plant(sql: str, *values: object) -> None:
    """What only a hand in the database could do: with the guards off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_sound_books_have_no_findings():
    invoice, other = make_invoice(), make_invoice()
    credit_invoice(invoice.public_id, facts=CreditFacts(Money(40_000, "PHP"), "Less", "k"), by=SYSTEM)
    void_invoice(other.public_id, reason="Typed twice", by=SYSTEM)
    ref = ids.encode("pay", ids.uuid7())
    issue_receipt(ReceiptFacts("receipt", ref, ref, invoice.customer_ref, 1, "PHP", "cash", 1), by=SYSTEM)
    assert found() == set()


@pytest.mark.broken_books
@pytest.mark.parametrize(
    ("sql", "check"),
    [
        (
            "UPDATE invoicing_invoice SET total_minor = total_minor + 1, vatable_minor = vatable_minor + 1",
            "receivables_equal_invoices",
        ),
        ("UPDATE invoicing_invoice SET state = 'void'", "receivables_equal_invoices"),
        ("UPDATE invoicing_line SET net_minor = net_minor + 1", "invoice_sums"),
        ("UPDATE invoicing_invoice SET credited_minor = 1", "credit_notes_add_up"),
        ("UPDATE invoicing_invoice SET number = 7", "numbers_have_no_gaps"),
        ("UPDATE invoicing_series SET next_number = 9", "numbers_have_no_gaps"),
        ("DELETE FROM invoicing_document", "issued_documents_have_twins"),
    ],
)
def test_a_planted_fault_is_found(sql, check):
    make_invoice(make_customer())
    plant(sql)
    assert check in found()


@pytest.mark.broken_books
def test_money_owed_on_no_invoice_is_found():
    stranger = ids.encode("inv", ids.uuid7())
    amount = Money(100, "PHP")
    with transaction.atomic():
        post_entry(entry("odd", "odd", debit("receivable", amount, stranger), credit("sales", amount)), by=SYSTEM)
    assert "receivables_equal_invoices" in found()
    assert Invoice.objects.count() == 0
