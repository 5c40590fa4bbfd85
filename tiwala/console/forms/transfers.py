"""Forms about money sent by hand: what was seen at the bank, why a proof is not accepted, an account of our own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm, MoneyField, why_field
from tiwala.transfers.facts import REASONS, NewAccount, SeenFacts


class SeenForm(KeyedForm):
    """What the bank shows. Nothing is filled in from what the payer said: it is looked up, not agreed to."""

    amount = MoneyField(
        label=_("Amount that came in"),
        help_text=_("As the bank shows it. Less pays a part of the invoice, more is kept as credit."),
    )
    seen_on = DayField(label=_("Day at the bank"))
    bank_reference = forms.CharField(
        label=_("The bank's reference number"),
        max_length=60,
        help_text=_("From our own statement. One number pays one transfer, ever."),
    )

    def facts(self, transfer_ref: str) -> SeenFacts:
        """What was written, for the action."""
        good = self.cleaned_data
        return SeenFacts(transfer_ref, good["amount"], good["bank_reference"], good["seen_on"])


class RejectForm(KeyedForm):
    """Why a proof is not accepted: told to the payer."""

    why = forms.ChoiceField(label=_("What to tell the payer"), choices=list(REASONS.items()), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A word more"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The payer reads it."),
    )


class ReceivingForm(KeyedForm):
    """An account of the business's own."""

    bank = forms.CharField(label=_("Bank or e-wallet"), max_length=60, help_text=_("Such as BDO, GCash or Maya."))
    holder = forms.CharField(label=_("Account name"), max_length=100, help_text=_("As the payer's app will show it."))
    number = forms.CharField(label=_("Account or mobile number"), max_length=40, required=False)
    qr_text = forms.CharField(
        label=_("Text of its QR Ph code"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The code your bank gave you, good for any amount. Read it with a QR app that shows the text, and paste "
            "the text here; it begins with 000201. We check it and draw it anew."
        ),
    )
    takes_amount = forms.BooleanField(
        label=_("Put the amount and the reference into the code"),
        required=False,
        help_text=_("Only when your bank says that this may be done; try it with one peso first."),
    )
    reason = why_field()

    def facts(self) -> NewAccount:
        """What was written, for the action."""
        good = self.cleaned_data
        return NewAccount(good["bank"], good["holder"], good["number"], good["qr_text"], good["takes_amount"])
