"""The API room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The door for other programs."""

    name = "tiwala.api"
    label = "api"
