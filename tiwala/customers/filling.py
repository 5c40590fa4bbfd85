"""Put checked facts on a customer's row, its blind indexes with them: the two can never part."""

from __future__ import annotations

from tiwala.customers.facts import CustomerFacts
from tiwala.customers.models import EMAIL_COLUMN, NAME_COLUMN, PHONE_COLUMN, Customer
from tiwala.kit.fields import token_for_email, tokens_for_name, tokens_for_phone

FIELDS = ("name", "email", "phone", "address", "tin", "tax_kind", "language")


def fill(customer: Customer, facts: CustomerFacts) -> list[str]:
    """Write the facts on the row (the caller saves) and name the fields that changed."""
    changed = [name for name in FIELDS if getattr(customer, name) != getattr(facts, name)]
    for name in changed:
        setattr(customer, name, getattr(facts, name))
    customer.name_index = tokens_for_name(facts.name, column=NAME_COLUMN)
    customer.email_index = [token_for_email(facts.email, column=EMAIL_COLUMN)] if facts.email else []
    customer.phone_index = tokens_for_phone(facts.phone, column=PHONE_COLUMN)
    return changed
