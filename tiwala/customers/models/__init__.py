"""The nouns of customers."""

from tiwala.customers.models.consent import Consent
from tiwala.customers.models.customer import (
    EMAIL_COLUMN,
    NAME_COLUMN,
    PHONE_COLUMN,
    Customer,
    CustomerQuerySet,
)

__all__ = ["EMAIL_COLUMN", "NAME_COLUMN", "PHONE_COLUMN", "Consent", "Customer", "CustomerQuerySet"]
