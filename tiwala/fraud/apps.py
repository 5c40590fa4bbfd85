"""The fraud room as a Django app."""

from django.apps import AppConfig


class FraudConfig(AppConfig):
    """What was tried from where, and what was thought of it."""

    name = "tiwala.fraud"
    label = "fraud"
