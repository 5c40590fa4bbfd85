"""The second step of signing in, and once more later; in a demo with the code of the demo's own people on the page."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import views as mfa

from tiwala.identity.trial import code_to_show


class Authenticate(mfa.AuthenticateView):  # type: ignore[misc]
    """The second step of signing in; in a demo with the code of the demo's own people on it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return {**shown, "trial_code": code_to_show(self.stage.login.user)}


class Reauthenticate(mfa.ReauthenticateView):  # type: ignore[misc]
    """The second step once more, before something grave."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return {**shown, "trial_code": code_to_show(self.request.user)}


authenticate = Authenticate.as_view()
reauthenticate = Reauthenticate.as_view()
