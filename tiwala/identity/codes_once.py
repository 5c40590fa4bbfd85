"""How allauth's forms look at a code: our own check behind them, by which each code is good once."""

from __future__ import annotations

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm

from tiwala.identity import recovery_codes, totp
from tiwala.identity.actions.use_code import use_code
from tiwala.identity.models import User
from tiwala.kit.policy import actor_of


class CodeOnce:
    """A code of the app, else a recovery code; each once."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """What was typed, when it is right. A wrong one is told to whoever listens, and counts."""
        clear = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]  # type: ignore[attr-defined]
        found = use_code(self.user, code=code, by=actor_of(context.request))
        if found is None:
            self._tell_of_failure()
            raise get_adapter().validation_error("incorrect_code")
        found.user = self.user
        self.authenticator = found
        clear()
        if found.type == Authenticator.Type.RECOVERY_CODES:
            facts = {"left": recovery_codes.left(found.data)}
            get_account_adapter().send_notification_mail("mfa/email/recovery_code_used", self.user, facts)
        return code

    def _tell_of_failure(self) -> None:
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        row = Authenticator.objects.filter(user_id=self.user.pk, type__in=kinds).order_by("-type").first()
        if row is not None:
            self._emit_authentication_failed(row)  # type: ignore[attr-defined]


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    def clean_code(self) -> str:
        """What was typed, when it is of this half minute or the last."""
        validate_can_add_authenticator(self.user)
        clear = check_rate_limit(self.user, error_key="rate_limited")
        code: str = self.cleaned_data["code"]
        if totp.step_of(self.secret, code) is None:
            raise get_adapter().validation_error("incorrect_code")
        clear()
        return code
