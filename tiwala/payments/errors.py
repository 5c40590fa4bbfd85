"""What payments refuses to do."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, Refusal


class AlreadyBeingPaid(Refusal):
    """A try for the same invoice is still under way."""

    code = "already_being_paid"
    message = _("This is already being paid in another window. Please finish there, or cancel it first.")


class KeyReused(Refusal):
    """The same key came with another question."""

    code, status = "key_reused", 422
    message = _("This form was already used for something else. Please reload the page and try again.")


class NothingDue(Refusal):
    """There is nothing left to pay."""

    code = "nothing_due"
    message = _("There is nothing left to pay here.")


class MethodNotOffered(BadInput):
    """The chosen way to pay is not offered, or not for this amount."""

    code = "method_not_offered"
    message = _("This way to pay is not offered for this amount. Please choose another.")


class TooMuchBack(Refusal):
    """More would go back than came in."""

    code = "refund_too_large"
    message = _("That is more than what is left of this payment.")


class CannotRefundThisWay(Refusal):
    """The rail cannot return money."""

    code = "refund_not_supported"
    message = _("This way of paying cannot give money back. You can turn it into credit instead.")


class NotEnoughCredit(Refusal):
    """The customer has less credit than that."""

    code = "not_enough_credit"
    message = _("The customer does not have that much credit.")
