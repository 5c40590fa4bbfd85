"""The nouns of payments."""

from tiwala.payments.models.attempt import Attempt, AttemptHold
from tiwala.payments.models.booked_line import BookedLine
from tiwala.payments.models.dispute import Dispute
from tiwala.payments.models.payback import Payback
from tiwala.payments.models.payment import Allocation, Payment, PaymentTarget
from tiwala.payments.models.refund import Refund
from tiwala.payments.models.saved_method import SavedMethod
from tiwala.payments.models.statement_day import StatementDay

__all__ = [
    "Allocation",
    "Attempt",
    "AttemptHold",
    "BookedLine",
    "Dispute",
    "Payback",
    "Payment",
    "PaymentTarget",
    "Refund",
    "SavedMethod",
    "StatementDay",
]
