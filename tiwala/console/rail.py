"""The rail as data: what is in it, and which permission shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One way on: the door's name, its icon and word, and who sees it."""

    door: str
    icon: str
    label: Promise | str
    permission: str
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together."""

    label: Promise | str
    entries: tuple[Entry, ...]


RAIL = (
    Group(
        "",
        (
            Entry("console:dashboard", "layout-dashboard", _("Today"), "invoice.view", is_exact=True),
            Entry("console:tasks", "hand", _("Needs a person"), "task.view"),
            Entry("console:approvals", "users", _("Second person"), "task.view"),
        ),
    ),
    Group(
        _("Money"),
        (
            Entry("console:invoices", "file-text", _("Invoices"), "invoice.view"),
            Entry("console:payments", "banknote", _("Payments"), "payment.view"),
            Entry("console:transfers", "landmark", _("Transfers"), "payment.view"),
            Entry("console:refunds", "undo-2", _("Refunds"), "refund.view"),
            Entry("console:paybacks", "landmark", _("Paybacks"), "refund.view"),
            Entry("console:disputes", "gavel", _("Disputes"), "dispute.view"),
            Entry("console:ledger", "book-open", _("Ledger"), "ledger.view"),
        ),
    ),
    Group(
        _("Fraud"),
        (
            Entry("console:fraud_monitor", "activity", _("What is going on"), "fraud.view"),
            Entry("console:fraud_reviews", "eye", _("Payments to look at"), "fraud.view"),
            Entry("console:fraud_rules", "shield-alert", _("Rules"), "fraud.view"),
            Entry("console:fraud_lists", "list-x", _("Lists"), "fraud.view"),
            Entry("console:fraud_models", "chart-line", _("Models"), "fraud.view"),
        ),
    ),
    Group(
        _("People"),
        (
            Entry("console:customers", "users", _("Customers"), "customer.view"),
            Entry("console:outbox", "mail", _("Outbox"), "outbox.view"),
        ),
    ),
    Group(
        _("House"),
        (
            Entry("console:audit", "scroll-text", _("Audit"), "audit.view"),
            Entry("console:settings", "settings", _("Settings"), "settings.view"),
        ),
    ),
)
"""Every entry there is."""


def rail_for(actor: Actor) -> list[Group]:
    """What this actor may open, groups without entries left out."""
    shown = [Group(group.label, tuple(e for e in group.entries if actor.may(e.permission))) for group in RAIL]
    return [group for group in shown if group.entries]
