"""Credit notes: less is owed, VAT taken back in proportion, the rest is credit."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import line, make_invoice
from tiwala.invoicing.actions.credit_invoice import _vat_part, credit_invoice
from tiwala.invoicing.errors import TooMuchCredit
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.models import CreditNote, Document, Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.ledger import balances


def credit(invoice: Invoice, minor: int, key: str, reason: str = "Not delivered") -> CreditNote:
    return credit_invoice(invoice.public_id, facts=CreditFacts(Money(minor, "PHP"), reason, key), by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_it_lowers_what_is_owed_and_takes_its_own_number():
    invoice = make_invoice()
    note = credit(invoice, 50_000, "a")
    assert (note.number_text, note.net_minor + note.vat_minor) == ("CM-00000-000001", 50_000)
    assert balances.open_amount(invoice.public_id) == 100_000
    assert Document.objects.filter(owner_ref=note.public_id, kind="credit_note_json").exists()
    assert credit(invoice, 50_000, "a").pk == note.pk


@pytest.mark.django_db(transaction=True)
def test_it_refuses_more_than_is_left_and_a_note_without_a_reason():
    invoice = make_invoice()
    credit(invoice, 100_000, "a")
    with pytest.raises(TooMuchCredit):
        credit(invoice, 50_001, "b")
    with pytest.raises(BadInput):
        credit(invoice, 1, "c", reason="  ")
    assert Invoice.objects.get(pk=invoice.pk).credited_minor == 100_000


@pytest.mark.django_db(transaction=True)
def test_a_note_is_never_changed():
    note = credit(make_invoice(None, line(99)), 99, "a")
    for change in (lambda: CreditNote.objects.update(reason="other"), note.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@given(st.integers(1, 10**7), st.data())
def test_the_vat_of_all_notes_adds_up_to_the_invoices(total_minor, data):
    vat_minor = data.draw(st.integers(0, total_minor * 12 // 112))
    invoice = Invoice(total_minor=total_minor, vat_minor=vat_minor)
    taken = 0
    while invoice.credited_minor < total_minor:
        left = total_minor - invoice.credited_minor
        part = data.draw(st.integers(max(1, left // 3), left))
        vat = _vat_part(invoice, Money(part, "PHP"))
        assert 0 <= vat <= part
        taken += vat
        invoice.credited_minor += part
    assert taken == vat_minor
