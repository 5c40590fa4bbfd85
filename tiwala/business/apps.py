"""The business room as a Django app."""

from django.apps import AppConfig


class BusinessConfig(AppConfig):
    """Who collects: one business with its branches."""

    name = "tiwala.business"
    label = "business"
