"""HTML input of this room's own pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tiwala.identity import relying_party
from tiwala.identity.passwords import length_help


def _new_password() -> forms.CharField:
    """A password to begin with; whether it is good enough, the action says."""
    return forms.CharField(
        label=_("Choose a password"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(length_help, str)(),
    )


def _code(label: Any) -> forms.CharField:
    """A code out of a letter."""
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs))


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's, whose address field also offers passkeys where the browser can."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"

    @property
    def offers_passkeys(self) -> bool:
        """Whether this house's address is one that browsers tie passkeys to."""
        return not relying_party.why_impossible()


class FirstOwnerForm(forms.Form):
    """Who owns the house."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("The address you sign in with"),
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = _new_password()


class LostForm(forms.Form):
    """Who lost every second factor."""

    email = forms.CharField(
        label=_("The address you sign in with"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class RecoveryCodesForm(forms.Form):
    """The codes from both letters, in whichever order."""

    first = _code(_("Code from the first address"))
    second = _code(_("Code from the second address"))

    def codes(self) -> tuple[str, str]:
        """What was typed."""
        return self.cleaned_data["first"], self.cleaned_data["second"]


class AcceptInvitationForm(forms.Form):
    """The password of a new account; whether it is good enough, the action says."""

    password = _new_password()
