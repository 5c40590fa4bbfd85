"""A challenge for one passkey ceremony: 32 random bytes, bound to its session and purpose, good once and not long."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Final, Literal

from django.core.cache import cache
from django.http import HttpRequest
from fido2.utils import websafe_decode, websafe_encode

from tiwala.identity.refusals import CeremonyOver
from tiwala.kit import clock

Purpose = Literal["add", "sign_up", "invitation", "sign_in", "second_step", "step_up"]

TIMEOUT_MS: Final = 300_000
"""How long the browser lets a person look for their key (WebAuthn's own advice)."""
LIFE_S: Final = 600
_SESSION_KEY = "passkey_ceremony"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What was asked. `about` is whom or what it is for; empty when the passkey itself shall say who it is."""

    purpose: Purpose
    challenge: str
    about: str
    handle: str
    needs_verification: bool
    ends_at: float

    @property
    def handle_bytes(self) -> bytes:
        """The handle that a new passkey will know the person by."""
        return bytes(websafe_decode(self.handle))


def begin(
    request: HttpRequest, *, purpose: Purpose, about: str = "", handle: bytes = b"", needs_verification: bool
) -> Ceremony:
    """A fresh challenge, kept in the session; what the session asked before no longer counts."""
    ceremony = Ceremony(
        purpose=purpose,
        challenge=websafe_encode(secrets.token_bytes(_BYTES)),
        about=about,
        handle=websafe_encode(handle),
        needs_verification=needs_verification,
        ends_at=clock.now().timestamp() + LIFE_S,
    )
    request.session[_SESSION_KEY] = asdict(ceremony)
    return ceremony


def take(request: HttpRequest, *, purpose: Purpose, about: str | None = None) -> Ceremony:
    """The challenge this session asked for this purpose, used up by asking. CeremonyOver when there is none.

    `about` must be what `begin` was told; None where only the answer says who it is: then compare it yourself.

    Used up in the shared cache too, so that two requests at once with one answer get in once.
    """
    kept = request.session.pop(_SESSION_KEY, None)
    if not isinstance(kept, dict):
        raise CeremonyOver
    ceremony = Ceremony(**kept)
    is_other = ceremony.purpose != purpose or about not in (None, ceremony.about)
    if is_other or clock.now().timestamp() >= ceremony.ends_at:
        raise CeremonyOver
    mark = hashlib.sha256(ceremony.challenge.encode()).hexdigest()
    if not cache.add(f"passkey:challenge:{mark}", 1, timeout=LIFE_S):
        raise CeremonyOver
    return ceremony
