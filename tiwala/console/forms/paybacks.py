"""Forms about paybacks by transfer: recorded as paid, sent back by the bank, ended."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm, ReasonForm


class PaidForm(KeyedForm):
    """The bank's reference of the transfer, and the day on which it left."""

    bank_reference = forms.CharField(label=_("The bank's reference"), max_length=60, strip=True)
    paid_on = DayField(label=_("Paid on"))


class EndForm(ReasonForm):
    """Why it ends here."""
