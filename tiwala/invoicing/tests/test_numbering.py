"""Numbers: gapless per series and branch, whatever happens at once (TAX-04, TAX-05)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.makers import line, make_customer, make_draft, make_invoice
from tiwala.business.actions.open_branch import open_branch
from tiwala.business.facts import BranchFacts
from tiwala.business.models import Branch
from tiwala.invoicing import numbering
from tiwala.invoicing.actions.draft_invoice import draft_invoice
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.actions.set_series_start import set_series_start
from tiwala.invoicing.errors import NotReadyToIssue, SeriesInUse
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice, Series
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, TryAgain

pytestmark = pytest.mark.django_db(transaction=True)


def issue_until_it_is(ref: str) -> None:
    for _ in range(20):
        try:
            issue_invoice(ref, by=SYSTEM)
        except TryAgain:
            continue
        except NotReadyToIssue:
            pass
        break
    connection.close()


def draw_and_fall(branch: Branch) -> None:
    """Somebody who drew a number and whose transaction then broke."""
    try:
        with transaction.atomic():
            numbering.draw(branch, "invoice")
            raise ZeroDivisionError
    except ZeroDivisionError:
        connection.close()


def test_fifty_issues_at_once_with_some_rolled_back_leave_no_gap():
    ana = make_customer()
    fit = [make_draft(ana).public_id for _ in range(30)]
    second = open_branch(BranchFacts(code="00001", name="Cebu", address="1 Colon Street, Cebu City"), by=SYSTEM)
    facts = InvoiceFacts(ana.public_id, (line(),), branch_code="00001")
    elsewhere = [draft_invoice(facts, by=SYSTEM).public_id for _ in range(10)]
    unfit = [make_draft(make_customer(tax_kind="vat")).public_id for _ in range(5)]
    head = Branch.objects.get(code="00000")
    with ThreadPoolExecutor(16) as pool:
        jobs = [
            pool.submit(issue_until_it_is, ref)
            for trio in zip(fit[::3], fit[1::3], fit[2::3], strict=True)
            for ref in trio
        ]
        jobs += [pool.submit(draw_and_fall, head) for _ in range(5)]
        jobs += [pool.submit(issue_until_it_is, ref) for ref in (*unfit, *elsewhere)]
        for job in jobs:
            job.result()
    numbers = {
        code: sorted(Invoice.objects.filter(branch__code=code).exclude(number=None).values_list("number", flat=True))
        for code in ("00000", "00001")
    }
    assert numbers == {"00000": list(range(1, 31)), "00001": list(range(1, 11))}
    assert second.code == "00001"


def test_a_series_goes_on_from_the_books_before_us_once():
    branch = make_draft().branch
    set_series_start(branch.code, "invoice", first_number=4_711, by=SYSTEM)
    assert make_invoice().number_text == "INV-00000-004711"
    assert make_invoice().number_text == "INV-00000-004712"
    with pytest.raises(SeriesInUse):
        set_series_start(branch.code, "invoice", first_number=9_000, by=SYSTEM)
    for document, number in (("letter", 1), ("receipt", 0), ("receipt", -3), ("receipt", 10**13)):
        with pytest.raises(BadInput):
            set_series_start(branch.code, document, first_number=number, by=SYSTEM)
    assert Series.objects.get(document="invoice").next_number == 4_713
