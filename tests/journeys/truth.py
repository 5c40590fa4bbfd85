"""Whether the books and the bank tell the same story: charge by charge, not only in sum."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from tests.journeys.demo_house import DemoHouse

Charges = dict[str, tuple[int, str]]


def charged_by_the_bank(house: DemoHouse) -> Charges:
    """What the sandbox really took, by checkout, from its own file."""
    found = _look(house, "SELECT checkout, amount_minor, currency FROM payment WHERE captured_at IS NOT NULL")
    return {checkout: (amount, currency) for checkout, amount, currency in found}


def checkouts_at_the_bank(house: DemoHouse) -> int:
    """How many checkouts the sandbox knows."""
    return int(_look(house, "SELECT count(*) FROM checkout")[0][0])


def _look(house: DemoHouse, question: str) -> list[tuple[Any, ...]]:
    path = house.data / "sandbox" / "sandbox.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as line:
        return line.execute(question).fetchall()


def charged_by_the_books(house: DemoHouse) -> Charges:
    """What our attempts say came, by the gateway's reference."""
    found = house.sql(
        "SELECT reference, found_minor, found_currency FROM payments_attempt"
        " WHERE found_minor IS NOT NULL AND gateway_account_ref <> ''"
    )
    assert len({reference for reference, *_ in found}) == len(found), "one charge was counted twice"
    return {str(reference): (int(str(amount)), str(currency)) for reference, amount, currency in found}


def references_of(house: DemoHouse, invoice_ref: str) -> list[str]:
    """The gateway's own names of the tries to pay an invoice, oldest first."""
    found = house.sql(
        "SELECT target_ref, reference FROM payments_attempt JOIN payments_paymenttarget USING (payment_id)"
        " ORDER BY payments_attempt.id"
    )
    return [str(reference) for target_ref, reference in found if target_ref == invoice_ref]


def charges_for(house: DemoHouse, invoice_ref: str) -> list[int]:
    """What the bank took for tries of this invoice, in centavos."""
    taken = charged_by_the_bank(house)
    return [taken[reference][0] for reference in references_of(house, invoice_ref) if reference in taken]


def differences(house: DemoHouse) -> list[str]:
    """Every charge that only one side knows, or that differs; nothing when both tell the same."""
    bank, books = charged_by_the_bank(house), charged_by_the_books(house)
    return [
        f"{checkout}: bank {bank.get(checkout)}, books {books.get(checkout)}"
        for checkout in sorted(bank.keys() | books.keys())
        if bank.get(checkout) != books.get(checkout)
    ]
