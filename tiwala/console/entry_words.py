"""What each kind of ledger entry is called on a statement. A kind that is not here is shown by its own name."""

from django.utils.translation import gettext_lazy as _

ENTRY_WORDS = {
    "invoice_issued": _("Invoice issued"),
    "invoice_issued_reversed": _("Invoice voided"),
    "invoice_credited": _("Credit note"),
    "payment_captured": _("Payment received"),
    "payment_held": _("Money that did not match"),
    "held_resolved": _("Decided about held money"),
    "held_reversed": _("Held money taken back"),
    "money_unmatched": _("Money nobody was asked for"),
    "payment_reversed": _("Payment taken back by the bank"),
    "dispute_held": _("Held by a dispute"),
    "dispute_released": _("Let go by a dispute"),
    "dispute_lost": _("Lost by a dispute"),
    "dispute_restored": _("Back after a won dispute"),
    "dispute_fee": _("Fee of a dispute"),
    "dispute_fee_returned": _("Fee of a dispute given back"),
    "refund_promised": _("Refund asked for"),
    "refund_done": _("Refund done"),
    "refund_credited": _("Refund kept as credit"),
    "refund_failed": _("Refund failed"),
    "credit_applied": _("Credit used"),
}
