"""The notify room as a Django app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Letters to customers and staff."""

    name = "tiwala.notify"
    label = "notify"
