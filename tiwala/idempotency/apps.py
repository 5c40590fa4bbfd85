"""Idempotency as Django knows it."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Keys and the answers they got."""

    name = "tiwala.idempotency"
    label = "idempotency"
    default_auto_field = "django.db.models.BigAutoField"
