"""Where allauth's second factor asks us: TOTP seeds and recovery codes are sealed before they are stored."""

from __future__ import annotations

import base64

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.identity.ways_in import may_lose
from tiwala.kit import secrets

_OWNER, _AAD = "business", b"mfa_authenticator:data:seed"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our answers to allauth's second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _lazy("That code is not right."),
        "cannot_delete_authenticator": _lazy(
            "This is your only second step, and nobody works here without one. Add another before you take it away."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a seed. allauth gives no person along, so the business's keyset seals it."""
        with transaction.atomic():
            return base64.b64encode(secrets.seal(text.encode(), owner=_OWNER, aad=_AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed again."""
        return secrets.unseal(base64.b64decode(encrypted_text), owner=_OWNER, aad=_AAD).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not staff's last second step, nor one beside a password too short to stand alone."""
        return may_lose(authenticator.user, authenticator)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the person's authenticator app calls this account."""
        return email_of(user) if isinstance(user, User) else ""

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, dark on white in every colour scheme, without any inline style."""
        picture = segno.make(url, error="m").svg_inline(scale=5, border=3, light="white", title=_("Code to scan"))
        return SafeString(picture)
