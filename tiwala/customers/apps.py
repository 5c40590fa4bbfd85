"""The customers room as a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Who pays."""

    name = "tiwala.customers"
    label = "customers"
