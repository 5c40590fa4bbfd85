"""allauth's forms for passkeys, with our own checks behind them (MFA_FORMS names them)."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tiwala.identity.ceremonies import Purpose
from tiwala.identity.passkey_proofs import Proof, prove
from tiwala.kit.errors import Refusal


class UsePasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step after a password. One that was the first step is no second."""

    credential = forms.CharField(widget=forms.HiddenInput)
    purpose: Purpose = "second_step"

    def clean_credential(self) -> Authenticator:
        """The row of the passkey that was used."""
        try:
            proof = prove(context.request, self.cleaned_data["credential"], purpose=self.purpose, owner=self.user)
        except Refusal as refusal:
            self._tell_of_failure()
            raise ValidationError(refusal.text) from refusal
        self._check(proof)
        return proof.authenticator

    def _check(self, proof: Proof) -> None:
        records = get_authentication_records(context.request, self.user)
        firsts = {one.get("id") for one in records if one.get("type") == Authenticator.Type.WEBAUTHN}
        if firsts and (proof.authenticator.pk in firsts or not proof.stands_alone):
            raise ValidationError(_("A passkey was the first step already. Please use something else beside it."))

    def _tell_of_failure(self) -> None:
        row = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).first()
        if row is not None:
            facts: dict[str, Any] = {"user": self.user, "authenticator": row}
            signals.authentication_failed.send(sender=Authenticator, request=context.request, **facts)


class StepUpByPasskeyForm(UsePasskeyForm):
    """A passkey to prove it again; one that may have been copied proves nothing alone."""

    purpose: Purpose = "step_up"
    reauthenticated = True

    def _check(self, proof: Proof) -> None:
        if proof.is_doubted:
            raise ValidationError(_("There may be a copy of that passkey. Please prove it in another way."))


class NamePasskeyForm(forms.Form):
    """What to call it."""

    name = forms.CharField(max_length=60, strip=True)
