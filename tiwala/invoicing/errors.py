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


class NoPaperYet(Refusal):
    """Only what has a number is put on paper."""

    code = "no_paper_yet"
    message = _("A draft has no document yet. Issue the invoice first.")


class NoAddress(Refusal):
    """A letter needs an e-mail address."""

    code = "no_address"
    message = _("This customer has no e-mail address. Add one, or copy the pay link and send it yourself.")


class NothingOwed(Refusal):
    """Nobody is reminded of what is paid."""

    code = "nothing_owed"
    message = _("Nothing is owed on this invoice.")


class SentLately(Refusal):
    """One letter a day is enough."""

    code = "sent_lately"
    message = _("A reminder was sent within the last day. Please give it a little time.")


class SeriesInUse(Refusal):
    """A series never goes back and is never numbered anew (TAX-04)."""

    code = "series_in_use"
    message = _("This series has already given out a number. Its start can no longer be changed.")
