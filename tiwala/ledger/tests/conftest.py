"""Shared by the ledger's tests: an actor and a sale."""

import itertools

import pytest

from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.ledger import chart
from tiwala.ledger.draft import EntryDraft, credit, debit, entry

CORA = Actor("person", "usr_cora")
_sources = itertools.count(1)


def peso(minor: int) -> Money:
    return Money(minor, "PHP")


def sale(minor: int = 11_200, *, invoice: str = "inv_1", source: str = "") -> EntryDraft:
    """An issued invoice: the customer owes the total, 12/112 of it is VAT."""
    net, vat = peso(minor).split(100, 12)
    return entry(
        "invoice_issued",
        source or f"test_{next(_sources)}",
        debit(chart.RECEIVABLE, peso(minor), invoice),
        credit(chart.SALES, net),
        credit(chart.VAT_PAYABLE, vat),
    )


@pytest.fixture
def cora() -> Actor:
    return CORA
