"""Every permission by name, and which role holds it. A new permission is one line here and a mark on its door."""

from __future__ import annotations

from typing import Final

_VIEW: Final = frozenset(
    {
        "invoice.view",
        "payment.view",
        "refund.view",
        "dispute.view",
        "customer.view",
        "task.view",
        "ledger.view",
        "outbox.view",
        "settings.view",
    }
)
_BILL: Final = frozenset({"invoice.create", "invoice.issue", "invoice.send", "customer.create", "customer.edit"})
_ACCOUNT: Final = frozenset(
    {"invoice.void", "invoice.credit", "link.manage", "report.export", "task.handle", "agreement.end"}
)
_TAKE: Final = frozenset({"payment.start", "payment.record_cash", "payment.ask_again"})
_OVERSEE: Final = frozenset({"audit.view", "fraud.view"})
_DECIDE: Final = frozenset(
    {"refund.create", "payment.resolve", "refund.approve", "dispute.handle", "customer.unmask", "fraud.review"}
)
"""What becomes of money: given back, held or unmatched money booked, a try given up, a dispute answered."""
_SECOND: Final = frozenset({"gateway.approve", "role.approve", "export.approve", "access.review", "fraud.approve"})
"""Being the second person for what a colleague asked for; looking over who may do what."""
_RUN: Final = frozenset({"settings.edit", "key.manage", "role.manage", "fraud.rules", "fraud.lists"})
_OWN: Final = frozenset({"gateway.edit", "four_eyes.edit"})

PERMISSIONS: Final = _VIEW | _BILL | _ACCOUNT | _TAKE | _OVERSEE | _DECIDE | _SECOND | _RUN | _OWN

ROLES: Final[dict[str, frozenset[str]]] = {
    "owner": PERMISSIONS,
    "admin": PERMISSIONS - _OWN,
    "accountant": _VIEW | _BILL | _ACCOUNT | _TAKE | _OVERSEE | _DECIDE,
    "cashier": (_VIEW - {"ledger.view", "settings.view", "outbox.view"})
    | _TAKE
    | {"invoice.create", "invoice.issue", "invoice.send", "customer.create"},
    "support": (_VIEW - {"ledger.view", "settings.view"})
    | {"invoice.send", "link.manage", "task.handle", "agreement.end"},
    "auditor": _VIEW | _OVERSEE,
    "developer": frozenset({"key.manage", "settings.view", "payment.start"})
    | _BILL
    | (_VIEW - {"ledger.view", "outbox.view", "task.view"}),
}
"""What each role may do: data, so that the list of doors and the list of people can be laid side by side.

The auditor changes nothing. A key may do what its maker may, so the developer holds what a shop's program needs: bills
and payments, and never money back. Roles that a business makes itself are rows (models/custom_role.py).
"""


def permissions_of(roles: frozenset[str] | set[str]) -> frozenset[str]:
    """All that these roles may do together. An unknown role may do nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))
