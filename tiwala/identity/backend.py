"""The one place where a password is looked at: no more often than the rules allow, and always for as long."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from tiwala.identity.actions.take_try import give_back, take_try
from tiwala.identity.tries import of_address

UNLOOKED = "try_not_looked_at"
"""On a request whose guess was refused unseen; the record of the failure says so."""


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, which finds people by their address; with the tries counted in the database."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """The person; None for a wrong password, an unknown address and a locked account, after the same work."""
        password = credentials.get("password")
        if not password or request is None:
            return None
        subject = of_address(str(credentials.get("email") or ""))
        if not take_try(subject):
            self._mitigate_timing_attack(password)
            setattr(request, UNLOOKED, True)
            return None
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            give_back(subject)
        return user
