"""HTML input of this room's own pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptInvitationForm(forms.Form):
    """The password of a new account; whether it is good enough, the action says."""

    password = forms.CharField(
        label=_("Choose a password"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters. A few unrelated words in a row are easy to keep in mind."),
    )
