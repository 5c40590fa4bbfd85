"""Drafts: worked out, changed, dropped; odd input is refused in words and leaves nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from tests.cast import DAN, payer
from tests.makers import line, make_business, make_customer, make_draft, make_invoice
from tiwala.invoicing.actions.draft_invoice import change_draft, draft_invoice, drop_draft
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.totals import LineFacts, TaxClass, VatMode
from tiwala.kit.errors import BadInput, NotFound, WrongState
from tiwala.payments.errors import KeyReused

pytestmark = pytest.mark.django_db(transaction=True)


def facts_for(ref: str, **more) -> InvoiceFacts:
    return InvoiceFacts(ref, (line(),), **more)


def test_a_draft_is_worked_out_and_owes_nothing():
    draft = make_draft(None, line(150_000), line(10_000, quantity="2.5", discount_minor=5_000))
    assert (draft.total_minor, draft.discount_minor, draft.number) == (170_000, 5_000, None)


def test_a_draft_is_written_anew_until_it_is_issued():
    draft, ben = make_draft(), make_customer("Ben Cruz")
    changed = change_draft(draft.public_id, facts=facts_for(ben.public_id, vat_mode=VatMode.EXCLUSIVE), by=DAN)
    assert (changed.customer_ref, changed.total_minor, changed.lines.count()) == (ben.public_id, 168_000, 1)
    with pytest.raises(WrongState):
        change_draft(make_invoice().public_id, facts=facts_for(ben.public_id), by=DAN)
    drop_draft(draft.public_id, by=DAN)
    with pytest.raises(WrongState):
        change_draft(draft.public_id, facts=facts_for(ben.public_id), by=DAN)


def test_ben_cannot_change_or_drop_anas():
    draft, ben = make_draft(), make_customer("Ben Cruz")
    as_ben = payer("ben", ben.public_id)
    with pytest.raises(NotFound):
        change_draft(draft.public_id, facts=facts_for(ben.public_id), by=as_ben)
    with pytest.raises(NotFound):
        drop_draft(draft.public_id, by=as_ben)


def test_the_same_key_makes_one_draft_even_at_once():
    make_business()
    ana, ben = make_customer(), make_customer("Ben Cruz")

    def run() -> str:
        try:
            return draft_invoice(facts_for(ana.public_id), by=DAN, key="form-1").public_id
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = {job.result() for job in [pool.submit(run) for _ in range(6)]}
    assert len(made) == Invoice.objects.count() == 1
    with pytest.raises(KeyReused):
        draft_invoice(facts_for(ben.public_id), by=DAN, key="form-1")


def test_a_key_is_not_used_again_for_another_price():
    make_business()
    ana = make_customer()
    first = draft_invoice(facts_for(ana.public_id), by=DAN, key="form-1")
    assert draft_invoice(facts_for(ana.public_id), by=DAN, key="form-1").pk == first.pk
    corrected = InvoiceFacts(ana.public_id, (line(170_000),))
    with pytest.raises(KeyReused):
        draft_invoice(corrected, by=DAN, key="form-1")
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"lines": ()}, "lines"),
        ({"lines": (line(),) * 201}, "lines"),
        ({"currency": "XXX1"}, "currency"),
        ({"due_on": date.max}, "due_on"),
        ({"description": "x" * 201}, "description"),
        ({"lines": (replace(line(), description="x" * 201),)}, "lines.0.description"),
        ({"lines": (line(), replace(line(), unit="x" * 21))}, "lines.1.unit"),
        ({"lines": (line(quantity="NaN"),)}, "lines.0.quantity"),
        ({"lines": (line(quantity="Infinity"),)}, "lines.0.quantity"),
        ({"lines": (line(quantity="1E+30"),)}, "lines.0.quantity"),
        ({"lines": (line(quantity="1E-9"),)}, "lines.0.quantity"),
        ({"lines": (line(10**30),)}, "lines.0.unit_price"),
        ({"lines": (line(8_000_000_000_000_000, quantity="9999999999"),)}, "lines.0.unit_price"),
        ({"lines": (line(100, discount_minor=10**30),)}, "lines.0.discount"),
        ({"lines": (line(tax="non_vat"),)}, "lines.0.tax_class"),
    ],
)
def test_odd_input_is_refused_at_its_field_and_leaves_nothing(more, field):
    make_business()
    facts = replace(facts_for(make_customer().public_id), **more)
    with pytest.raises(BadInput) as refused:
        draft_invoice(facts, by=DAN)
    assert field in refused.value.fields
    assert Invoice.objects.count() == 0


def test_signs_that_cannot_be_kept_are_taken_out():
    make_business()
    odd = LineFacts("Check\x00-up\n\u202e now", Decimal(1), 100, TaxClass.VAT)
    facts = InvoiceFacts(make_customer().public_id, (odd,), description="\x00\x07")
    draft = draft_invoice(facts, by=DAN)
    assert (draft.lines.get().description, draft.description) == ("Check -up now", "")


def test_a_customer_or_branch_that_is_not_there_is_not_found():
    make_business()
    with pytest.raises(NotFound):
        draft_invoice(facts_for("cus_nonsense"), by=DAN)
    with pytest.raises(NotFound):
        draft_invoice(facts_for(make_customer().public_id, branch_code="99999"), by=DAN)
