"""What each kind of ledger entry, and of a gateway's line, is called. An entry not here is shown by its own name."""

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
    "gateway_fee": _("Fee of the gateway"),
    "gateway_fee_reversed": _("Fee of the gateway, booking taken back"),
    "gateway_fee_returned": _("Fee given back by the gateway"),
    "gateway_fee_returned_reversed": _("Fee given back, booking taken back"),
    "paid_out": _("Paid out to the bank"),
    "paid_out_reversed": _("Payout, booking taken back"),
    "payout_returned": _("Payout that came back"),
    "payout_returned_reversed": _("Payout that came back, booking taken back"),
    "refund_promised": _("Refund asked for"),
    "refund_done": _("Refund done"),
    "refund_credited": _("Refund kept as credit"),
    "refund_failed": _("Refund failed"),
    "credit_applied": _("Credit used"),
}
LINE_WORDS = {
    "payment": _("Payment"),
    "refund": _("Refund"),
    "fee": _("Fee"),
    "reversal": _("Taken back by the bank"),
    "dispute": _("Dispute"),
    "dispute_won": _("Dispute won"),
    "payout": _("Payout"),
    "other": _("Something else"),
}
