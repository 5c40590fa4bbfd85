"""The audit trail as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Records and signed heads."""

    name = "tiwala.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
