"""Where allauth's second factor asks us: TOTP seeds and recovery codes are sealed before they are stored."""

from __future__ import annotations

import base64

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.kit import secrets

_OWNER, _AAD = "business", b"mfa_authenticator:data:seed"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our answers to allauth's second factor."""

    def encrypt(self, text: str) -> str:
        """Seal a seed. allauth gives no person along, so the business's keyset seals it."""
        with transaction.atomic():
            return base64.b64encode(secrets.seal(text.encode(), owner=_OWNER, aad=_AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed again."""
        return secrets.unseal(base64.b64decode(encrypted_text), owner=_OWNER, aad=_AAD).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the person's authenticator app calls this account."""
        return email_of(user) if isinstance(user, User) else ""

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, dark on white in every colour scheme, without any inline style."""
        picture = segno.make(url, error="m").svg_inline(scale=5, border=3, light="white", title=_("Code to scan"))
        return SafeString(picture)
