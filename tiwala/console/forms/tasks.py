"""Closing a task: what was done about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import KeyedForm


class CloseForm(KeyedForm):
    """A word for whoever looks later."""

    outcome = forms.CharField(
        label=_("What was done?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
