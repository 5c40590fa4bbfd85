"""The payments room as a Django app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Money asked, taken, given back."""

    name = "tiwala.payments"
    label = "payments"
