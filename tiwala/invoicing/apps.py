"""The invoicing room as a Django app."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """What is owed, and the documents that say so. Plugged into letters, events and the books by wiring."""

    name = "tiwala.invoicing"
    label = "invoicing"
