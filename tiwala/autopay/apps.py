"""The autopay room as a Django app."""

from django.apps import AppConfig


class AutopayConfig(AppConfig):
    """Agreements, and what is collected under them."""

    name = "tiwala.autopay"
    label = "autopay"
