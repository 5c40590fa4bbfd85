"""The ledger as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts, entries, postings."""

    name = "tiwala.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
    only_add: ClassVar[tuple[str, ...]] = ("ledger_account", "ledger_entry", "ledger_posting")
    """Tables on which the application's role gets SELECT and INSERT, never UPDATE or DELETE."""
    read_only: ClassVar[tuple[str, ...]] = ("ledger_subject_balance",)
    """Tables on which the application's role gets SELECT only: a trigger of the owner's writes them."""
