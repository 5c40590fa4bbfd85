"""The console as a Django app: pages, no models."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The staff's side."""

    name = "tiwala.console"
    label = "console"
