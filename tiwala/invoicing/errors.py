"""What invoicing refuses to do."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, Refusal


class NotReadyToIssue(BadInput):
    """Something an invoice must carry is missing (TAX-06 to TAX-09); `fields` says what."""

    code = "not_ready_to_issue"
    message = _("This invoice cannot be issued yet: something it must show is missing.")


class HasMoney(Refusal):
    """Paid invoices are credited, not voided."""

    code = "has_money"
    message = _("Money was paid or credited on this invoice. Make a credit note instead.")


class BeingPaid(Refusal):
    """Somebody is paying it right now."""

    code = "being_paid"
    message = _("Somebody is paying this invoice right now. Please wait until that has ended.")


class TooMuchCredit(Refusal):
    """A credit note larger than what is left of the invoice."""

    code = "credit_too_large"
    message = _("That is more than what is left of this invoice to credit.")
