"""What permissions and roles are called, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSION_WORDS: Final[dict[str, Promise | str]] = {
    "invoice.view": _("See invoices and today's page"),
    "invoice.create": _("Write invoices"),
    "invoice.issue": _("Issue invoices"),
    "invoice.send": _("Send invoices and reminders"),
    "invoice.void": _("Void invoices"),
    "invoice.credit": _("Write credit notes"),
    "link.manage": _("Make and end pay links"),
    "customer.view": _("See customers"),
    "customer.create": _("Write down customers"),
    "customer.edit": _("Correct, close and invite customers"),
    "payment.view": _("See payments"),
    "payment.start": _("Begin payments (programs)"),
    "payment.record_cash": _("Record cash and take held money"),
    "payment.ask_again": _("Ask gateways again, call tries off"),
    "payment.resolve": _("Decide about money that does not match"),
    "refund.view": _("See refunds"),
    "refund.create": _("Give money back"),
    "refund.approve": _("Approve refunds over the limit"),
    "dispute.view": _("See disputes"),
    "dispute.handle": _("Write down and answer disputes"),
    "agreement.end": _("End automatic payments of customers"),
    "customer.unmask": _("See customers' contacts in full"),
    "task.view": _("See what needs a person"),
    "task.handle": _("Take on and close what needs a person"),
    "ledger.view": _("See the books"),
    "report.export": _("Take lists home as files"),
    "export.approve": _("Approve lists with names, and long ones"),
    "audit.view": _("See the audit trail"),
    "fraud.view": _("See what is thought of tries to pay, rules and lists"),
    "fraud.rules": _("Write fraud rules, say that we are under attack"),
    "fraud.lists": _("Keep the lists of whom to refuse or trust"),
    "fraud.review": _("Look at payments that may be fraud, and say what they were"),
    "fraud.approve": _("Approve fraud rules that go live"),
    "outbox.view": _("See letters"),
    "settings.view": _("See the settings"),
    "settings.edit": _("Change the settings"),
    "key.manage": _("Make and end API keys"),
    "role.manage": _("Make, give and take roles"),
    "access.review": _("Review who may do what, and sign"),
    "role.approve": _("Approve roles and invitations of staff"),
    "gateway.approve": _("Approve gateways and their keys"),
    "four_eyes.edit": _("Say when a second person is needed"),
    "gateway.edit": _("Connect gateways and change their keys"),
}
"""Every permission in words, in the order in which people read them."""

ROLE_NAMES: Final[dict[str, Promise | str]] = {
    "owner": _("Owner"),
    "admin": _("Administrator"),
    "accountant": _("Accountant"),
    "cashier": _("Cashier"),
    "support": _("Support"),
    "auditor": _("Auditor"),
    "developer": _("Developer"),
}

ROLE_ABOUT: Final[dict[str, Promise | str]] = {
    "owner": _("Everything"),
    "admin": _("Everything but gateway keys"),
    "accountant": _("Bills, credits, refunds, sees the books"),
    "cashier": _("Bills and takes cash"),
    "support": _("Helps customers, sends links and letters"),
    "auditor": _("Sees everything, changes nothing"),
    "developer": _("Makes keys for programs that bill and take payments"),
}


def role_name(role: str) -> str:
    """The built-in role's name as people read it."""
    return str(ROLE_NAMES.get(role, role))
