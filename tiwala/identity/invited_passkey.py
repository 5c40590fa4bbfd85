"""The first passkey of somebody invited: asked for, and read, before there is an account."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from tiwala.identity import ceremonies, passkeys
from tiwala.identity.models import Invitation
from tiwala.identity.passkeys import HANDLE_BYTES, NewPasskey
from tiwala.identity.tokens import digest


def ask_to_make(request: HttpRequest, *, token: str, invitation: Invitation) -> dict[str, Any]:
    """Options for a passkey that will stand alone: found without a name, and it verifies the person."""
    ceremony = ceremonies.begin(
        request,
        purpose="invitation",
        about=digest(token).hex(),
        handle=secrets.token_bytes(HANDLE_BYTES),
        needs_verification=True,
    )
    return passkeys.options_to_make(
        ceremony, name=invitation.email, display_name=invitation.name, known=(), must_be_discoverable=True
    )


def read(request: HttpRequest, text: str, *, token: str) -> NewPasskey:
    """The passkey that was made for this invitation. CeremonyOver, BadPasskey, VerificationMissing."""
    ceremony = ceremonies.take(request, purpose="invitation", about=digest(token).hex())
    return passkeys.read_new(ceremony, text)
