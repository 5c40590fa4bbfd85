"""What this room holds about a person. Erased by shredding the customer's keyset; a test keeps the list whole."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.customers.models import Customer


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One thing we hold, and what for."""

    name: str
    purpose: str


PERSONAL_FIELDS = (
    PersonalField("name", "to bill and to greet"),
    PersonalField("email", "to send invoices and receipts"),
    PersonalField("phone", "to reach about a payment"),
    PersonalField("address", "to print on tax documents"),
    PersonalField("tin", "to print on tax documents"),
    PersonalField("tax_kind", "to know which tax documents need"),
)
INDEX_FIELDS = ("name_index", "email_index", "phone_index")
"""Keyed digests, emptied on erasure, so that nobody can be found by what they were called."""


def held_about(customer: Customer) -> dict[str, str]:
    """Everything personal on this row, unsealed, for a copy of one's data."""
    return {field.name: getattr(customer, field.name) for field in PERSONAL_FIELDS}
