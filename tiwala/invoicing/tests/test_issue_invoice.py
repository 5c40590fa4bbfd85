"""Issuing: the number is drawn, the document fixed, the customer owes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.makers import line, make_customer, make_draft, make_invoice
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.errors import NotReadyToIssue
from tiwala.invoicing.models import Document, Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.ledger import balances

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_draws_a_number_and_the_customer_owes():
    invoice = make_invoice()
    assert invoice.number_text == "INV-00000-000001"
    assert invoice.due_on == invoice.issued_on + timedelta(days=15)
    assert balances.open_amount(invoice.public_id) == 150_000
    assert Document.objects.filter(owner_ref=invoice.public_id, kind="invoice_json").count() == 1


def test_issuing_again_gives_the_same_invoice():
    invoice = make_invoice()
    again = issue_invoice(invoice.public_id, by=SYSTEM)
    assert (again.number_text, again.issued_at) == (invoice.number_text, invoice.issued_at)
    assert make_invoice().number == 2


def test_it_names_every_missing_field():
    draft = make_draft(make_customer("Ana Reyes", tax_kind="vat"), line(100_000))
    with pytest.raises(NotReadyToIssue) as refused:
        issue_invoice(draft.public_id, by=SYSTEM)
    assert set(refused.value.fields) == {"buyer.tin", "buyer.address"}
    assert Invoice.objects.get(pk=draft.pk).state == "draft"


def test_an_issued_invoice_and_its_papers_never_change():
    invoice = make_invoice()
    for change in (
        lambda: Invoice.objects.filter(pk=invoice.pk).update(description="other"),
        lambda: invoice.lines.update(description="other"),
        lambda: invoice.lines.all().delete(),
        lambda: Document.objects.filter(owner_ref=invoice.public_id).update(sha256="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
