"""Each document's entry, written out: kind, source and every leg. No database."""

import pytest

from tiwala.invoicing.postings import SALES, CreditParts, credited, issued
from tiwala.invoicing.totals import TaxClass
from tiwala.kit.money import Money
from tiwala.ledger.draft import EntryDraft


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def legs(draft: EntryDraft) -> list[tuple[str, int, str]]:
    assert {leg.currency for leg in draft.legs} == {"USD"}
    return [(leg.account, leg.amount_minor, leg.subject) for leg in draft.legs]


def test_an_invoice_books_each_tax_class_and_the_vat():
    nets = {TaxClass.VAT: 10_000, TaxClass.ZERO_RATED: 300, TaxClass.EXEMPT: 20, TaxClass.NON_VAT: 0}
    draft = issued("inv_1", currency="USD", nets=nets, vat_minor=1_200)
    assert (draft.kind, draft.source) == ("invoice_issued", "inv_1")
    assert legs(draft) == [
        ("receivable", 11_520, "inv_1"),
        ("sales", -10_000, ""),
        ("sales_zero_rated", -300, ""),
        ("sales_exempt", -20, ""),
        ("vat_payable", -1_200, ""),
    ]


def test_an_invoice_without_vat_books_none():
    draft = issued("inv_1", currency="USD", nets={TaxClass.NON_VAT: 500}, vat_minor=0)
    assert legs(draft) == [("receivable", 500, "inv_1"), ("sales", -500, "")]


def test_every_tax_class_has_its_sales_account():
    assert set(SALES) == set(TaxClass)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            CreditParts(usd(10_000), usd(1_200), off_owed=usd(5_000)),
            [
                ("sales_returns", 10_000, ""),
                ("vat_payable", 1_200, ""),
                ("receivable", -5_000, "inv_1"),
                ("customer_credit", -6_200, "cus_1"),
            ],
        ),
        (
            CreditParts(usd(10_000), usd(1_200), off_owed=usd(11_200)),
            [("sales_returns", 10_000, ""), ("vat_payable", 1_200, ""), ("receivable", -11_200, "inv_1")],
        ),
        (
            CreditParts(usd(400), usd(0), off_owed=usd(0)),
            [("sales_returns", 400, ""), ("customer_credit", -400, "cus_1")],
        ),
        (CreditParts(usd(0), usd(1), off_owed=usd(1)), [("vat_payable", 1, ""), ("receivable", -1, "inv_1")]),
    ],
    ids=["half paid", "unpaid", "paid, no VAT", "VAT alone"],
)
def test_a_credit_note_lowers_what_is_owed_before_it_gives_credit(parts, expected):
    draft = credited("crn_1", invoice_ref="inv_1", customer_ref="cus_1", parts=parts)
    assert (draft.kind, draft.source) == ("invoice_credited", "crn_1")
    assert legs(draft) == expected


def test_a_credit_note_takes_no_more_off_than_it_is_worth():
    with pytest.raises(AssertionError):
        credited("crn_1", invoice_ref="inv_1", customer_ref="cus_1", parts=CreditParts(usd(10), usd(1), usd(12)))
