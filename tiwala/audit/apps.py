"""The audit trail as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Records and signed heads."""

    name = "tiwala.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
    only_add: ClassVar[tuple[str, ...]] = ("audit_record", "audit_head")
    """Tables on which the application's role gets SELECT and INSERT, never UPDATE or DELETE."""
