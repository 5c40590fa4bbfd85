"""The chart of accounts as data. A new account is one line here.

Codes are text. `clearing:<gateway account>` is a family: one account for each gateway account.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import InvariantBroken


class Kind(StrEnum):
    """What sort of account it is; debits raise assets, expenses and contra accounts."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    CONTRA = "contra"
    EXPENSE = "expense"


BANK = "bank"
CASH = "cash"
RECEIVABLE = "receivable"
CUSTOMER_CREDIT = "customer_credit"
UNAPPLIED = "unapplied"
VAT_PAYABLE = "vat_payable"
REFUNDS_DUE = "refunds_due"
SALES = "sales"
SALES_EXEMPT = "sales_exempt"
SALES_ZERO_RATED = "sales_zero_rated"
SALES_RETURNS = "sales_returns"
SURCHARGES = "surcharges"
GATEWAY_FEES = "gateway_fees"
VAT_ON_FEES = "vat_on_fees"
LOSSES = "losses"
DISPUTED = "disputed"
DISPUTE_FEES = "dispute_fees"

CHART: dict[str, Kind] = {
    BANK: Kind.ASSET,
    CASH: Kind.ASSET,
    RECEIVABLE: Kind.ASSET,
    CUSTOMER_CREDIT: Kind.LIABILITY,
    UNAPPLIED: Kind.LIABILITY,
    VAT_PAYABLE: Kind.LIABILITY,
    REFUNDS_DUE: Kind.LIABILITY,
    DISPUTED: Kind.ASSET,
    VAT_ON_FEES: Kind.ASSET,
    SALES: Kind.INCOME,
    SALES_EXEMPT: Kind.INCOME,
    SALES_ZERO_RATED: Kind.INCOME,
    SALES_RETURNS: Kind.CONTRA,
    SURCHARGES: Kind.INCOME,
    GATEWAY_FEES: Kind.EXPENSE,
    DISPUTE_FEES: Kind.EXPENSE,
    LOSSES: Kind.EXPENSE,
}

FAMILIES: dict[str, Kind] = {"clearing": Kind.ASSET}
"""Accounts that come in many: `clearing:gac_…` is money that a gateway holds for us."""

TITLES: dict[str, Promise | str] = {
    "clearing": _("Money at the gateway"),
    BANK: _("Bank"),
    CASH: _("Cash"),
    RECEIVABLE: _("Owed by customers"),
    CUSTOMER_CREDIT: _("Customers' credit"),
    UNAPPLIED: _("Money not yet applied"),
    VAT_PAYABLE: _("VAT payable"),
    REFUNDS_DUE: _("Refunds on their way"),
    SALES: _("Sales"),
    SALES_EXEMPT: _("Sales, VAT-exempt"),
    SALES_ZERO_RATED: _("Sales, zero-rated"),
    SALES_RETURNS: _("Sales returns"),
    SURCHARGES: _("Surcharges"),
    GATEWAY_FEES: _("Gateway fees"),
    VAT_ON_FEES: _("VAT paid on gateway fees"),
    DISPUTED: _("Held by disputes"),
    DISPUTE_FEES: _("Fees of disputes"),
    LOSSES: _("Losses"),
}

BY_SUBJECT = (RECEIVABLE, CUSTOMER_CREDIT, UNAPPLIED, REFUNDS_DUE)
"""Accounts kept per subject (an invoice, a customer, a payment, a refund): every posting names one.

`sql/003_subject_balance.sql` keeps a running balance for exactly these; a test compares the two lists.
"""


def clearing(gateway_account: str) -> str:
    """The account for money that this gateway account (public id) holds for us."""
    return f"clearing:{gateway_account}"


def kind_of(code: str) -> Kind:
    """What sort of account a code stands for. A code that is not in the chart breaks the books."""
    family, separator, member = code.partition(":")
    found = FAMILIES.get(family) if separator and member else CHART.get(code)
    if found is None:
        raise InvariantBroken(f"no account {code!r} in the chart")
    return found


def title(code: str) -> str:
    """What people call an account, in the reader's language; members of a family share their family's."""
    return str(TITLES[code.partition(":")[0]])
