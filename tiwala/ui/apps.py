"""The ui room as a Django app: templates, static files, filters. No models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Parts of a page; knows nothing of the business above it."""

    name = "tiwala.ui"
    label = "ui"
