"""Opening a locked account: how it was checked who asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    """A sentence for whoever looks later."""

    how_checked = forms.CharField(
        label=_("How did you make sure who the person is?"),
        help_text=_("Such as: called the number on file, asked for the last two invoices."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=True,
    )
