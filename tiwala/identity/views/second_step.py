"""The second step of signing in, and once more later; in a demo with the code of the demo's own people on the page.

The challenge for a passkey is fetched when somebody presses its button, so allauth's own is left out.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.templatekit import get_entrance_context_data
from allauth.account.views import BaseReauthenticateView
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpResponse
from django.views.generic import TemplateView

from tiwala.identity.allauth_doors import form_only
from tiwala.identity.trial import code_to_show
from tiwala.kit.policy import before_second_step


class Authenticate(mfa.AuthenticateView):  # type: ignore[misc]
    """The second step of signing in; in a demo with the code of the demo's own people on it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms that this person can use."""
        user = self.stage.login.user
        types = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        return {
            **TemplateView.get_context_data(self, **kwargs),
            **get_entrance_context_data(self.request),
            "form": self.auth_form if types - {Authenticator.Type.WEBAUTHN} else None,
            "webauthn_form": self.webauthn_form if Authenticator.Type.WEBAUTHN in types else None,
            "trial_code": code_to_show(user),
        }


class Reauthenticate(mfa.ReauthenticateView):  # type: ignore[misc]
    """The second step once more, before something grave."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return {**shown, "trial_code": code_to_show(self.request.user)}


class ReauthenticateByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The same by passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why on the page itself: other ways stand below."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and other ways to prove it."""
        shown: dict[str, Any] = BaseReauthenticateView.get_context_data(self, **kwargs)
        return shown


authenticate = Authenticate.as_view()
reauthenticate = Reauthenticate.as_view()
reauthenticate_by_passkey = before_second_step(form_only(ReauthenticateByPasskey.as_view()))
"""Not in one transaction: noting how the passkey counts is an action of its own."""
