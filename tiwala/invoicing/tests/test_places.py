"""The branch that a try to pay is of."""

from __future__ import annotations

import pytest

from tests.makers import line, make_business, make_customer, make_invoice
from tiwala.business.actions.open_branch import open_branch
from tiwala.business.facts import BranchFacts
from tiwala.invoicing.actions.draft_invoice import draft_invoice
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.queries import branch_of
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments.facts import Target

pytestmark = pytest.mark.django_db


def sold_in_cebu() -> Invoice:
    open_branch(BranchFacts(code="00001", name="Cebu", address="1 Osmena Boulevard, Cebu City"), by=SYSTEM)
    return draft_invoice(InvoiceFacts(make_customer().public_id, (line(),), branch_code="00001"), by=SYSTEM)


def targets(*invoices: Invoice) -> list[Target]:
    return [Target(one.public_id, Money(100, "PHP")) for one in invoices]


def test_the_branch_that_all_are_of():
    make_business()
    there = sold_in_cebu()
    here, here_too = make_invoice(), make_invoice()
    assert branch_of(targets(there)) == there.branch.public_id
    assert branch_of(targets(here, here_too)) == here.branch.public_id
    assert branch_of(targets(here, there)) == ""
    assert branch_of([]) == ""


def test_with_one_branch_there_is_none_to_tell():
    assert branch_of(targets(make_invoice())) == ""
