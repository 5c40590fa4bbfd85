"""allauth's forms that look at a code or an old password, with the tries counted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from tiwala.identity.actions.take_try import give_back, take_try
from tiwala.identity.allauth_hooks import note_wrong_password
from tiwala.identity.backend import UNLOOKED
from tiwala.identity.codes_once import CodeOnce
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import Which
from tiwala.identity.tries import of_user

_RING = "too_many_login_attempts"
"""What allauth's own limits say, which stand before ours: that guess was not looked at."""


class _Counted:
    """Codes and recovery codes count together: who guesses at one guesses at the other."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right; the same words when it is wrong and when nobody looked."""
        subject = of_user(self.user, Which.CODE)
        if not take_try(subject):
            setattr(context.request, UNLOOKED, True)
            self._emit_authentication_failed(None)  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            if error.code == _RING:
                give_back(subject)
            raise
        forgive_tries(self.user, Which.CODE)
        return code


class SecondStep(_Counted, CodeOnce, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class SecondStepAgain(_Counted, CodeOnce, ReauthenticateForm):  # type: ignore[misc]
    """The second step once more."""


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """Asks for the password that holds now, which is a guess like any other."""

    def clean_oldpassword(self) -> str:
        """The old password, if it is right."""
        request, subject = context.request, of_user(self.user, Which.PASSWORD)
        if not take_try(subject):
            setattr(request, UNLOOKED, True)
            note_wrong_password(request, self.user)
            raise get_account_adapter().validation_error("enter_current_password")
        try:
            said: str = super().clean_oldpassword()
        except ValidationError:
            note_wrong_password(request, self.user)
            raise
        forgive_tries(self.user, Which.PASSWORD)
        return said
