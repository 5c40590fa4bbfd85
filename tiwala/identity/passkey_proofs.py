"""From what a browser sent to a proof that a person holds one of their passkeys, or a refusal."""

from __future__ import annotations

import secrets as randomness
from dataclasses import dataclass
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from tiwala.identity import ceremonies, passkeys
from tiwala.identity.actions.use_passkey import use_passkey
from tiwala.identity.ceremonies import Purpose
from tiwala.identity.models import Passkey, User
from tiwala.identity.passkeys import HANDLE_BYTES, Known, NewPasskey
from tiwala.identity.queries import email_of, user_with_email
from tiwala.identity.refusals import BadPasskey, VerificationMissing
from tiwala.kit import secrets
from tiwala.kit.policy import actor_of

_DECOY_LETTERS = 254


@dataclass(frozen=True, slots=True)
class Proof:
    """A passkey was used here and now. Verified: it looked at a finger, face or PIN. Doubted: there may be a copy."""

    authenticator: Authenticator
    user: User
    is_verified: bool
    is_doubted: bool

    @property
    def stands_alone(self) -> bool:
        """Whether it counts as two factors; else one more is asked for."""
        return self.is_verified and not self.is_doubted


def prove(request: HttpRequest, text: str, *, purpose: Purpose, owner: User | None = None) -> Proof:
    """The proof in this answer. `owner` is who must hold the passkey; None where it says itself whose it is.

    CeremonyOver, BadPasskey, VerificationMissing (staff, or where it was asked for). The challenge is used up anyhow.
    """
    ceremony = ceremonies.take(request, purpose=purpose, about=owner.public_id if owner else None)
    credential_id, handle = passkeys.claimed_by(text)
    passkey = Passkey.objects.filter(credential_id=credential_id).select_related("authenticator", "user").first()
    if passkey is None or not _fits(passkey, handle=handle, about=ceremony.about):
        raise BadPasskey(why="unknown")
    key = passkey.authenticator.wrap().authenticator_data.credential_data
    shown = passkeys.read_shown(ceremony, text, key=key)
    if passkey.user.is_staff and not shown.is_verified:
        raise VerificationMissing
    passkey, is_new_doubt = use_passkey(passkey.pk, shown=shown, by=actor_of(request))
    if is_new_doubt:
        get_adapter().send_notification_mail("mfa/email/passkey_doubted", passkey.user, {"name": passkey.name})
    return Proof(passkey.authenticator, passkey.user, shown.is_verified, passkey.is_doubted)


def ask_to_use(request: HttpRequest, *, purpose: Purpose, owner: User) -> dict[str, Any]:
    """Options for somebody we know already: their passkeys by name; staff must be verified."""
    ceremony = ceremonies.begin(request, purpose=purpose, about=owner.public_id, needs_verification=owner.is_staff)
    return passkeys.options_to_use(ceremony, known=known_of(owner))


def ask_to_sign_in(request: HttpRequest, *, email: str = "") -> dict[str, Any]:
    """Options for somebody we do not know yet.

    With an address, the passkeys of that account are named; for an address without any, one that does not exist is,
    always the same for the same address, so that the answer does not tell who has an account here.
    """
    if not email:
        ceremony = ceremonies.begin(request, purpose="sign_in", needs_verification=True)
        return passkeys.options_to_use(ceremony, known=())
    user = user_with_email(email)
    known = known_of(user) if user else []
    about = user.public_id if user else "usr_nobody"
    ceremony = ceremonies.begin(request, purpose="sign_in", about=about, needs_verification=False)
    return passkeys.options_to_use(ceremony, known=known or [_decoy(email)])


def ask_to_make(request: HttpRequest, *, purpose: Purpose, owner: User) -> dict[str, Any]:
    """Options for one more passkey of somebody. Staff's must be found without a name and must verify.

    So must the passkey of somebody who signs up with it, because nothing else would stand beside it.
    """
    is_alone = purpose == "sign_up"
    ceremony = ceremonies.begin(
        request,
        purpose=purpose,
        about=owner.public_id,
        handle=bytes(owner.passkey_handle or randomness.token_bytes(HANDLE_BYTES)),
        needs_verification=owner.is_staff or is_alone,
    )
    email = email_of(owner)
    return passkeys.options_to_make(
        ceremony,
        name=email,
        display_name=owner.name or email,
        known=known_of(owner),
        must_be_discoverable=owner.is_staff or is_alone,
    )


def read_made(request: HttpRequest, text: str, *, purpose: Purpose, owner: User) -> NewPasskey:
    """The passkey that was made as asked. CeremonyOver, BadPasskey, VerificationMissing."""
    return passkeys.read_new(ceremonies.take(request, purpose=purpose, about=owner.public_id), text)


def known_of(user: User) -> list[Known]:
    """The person's passkeys, as browsers name them."""
    rows = Passkey.objects.filter(user_id=user.pk).values_list("credential_id", "transports")
    return [Known(bytes(credential_id), tuple(transports)) for credential_id, transports in rows]


def _fits(passkey: Passkey, *, handle: bytes, about: str) -> bool:
    """Whose the passkey is must not contradict the handle it gave nor whom we asked; one of the two must be said."""
    if handle and handle != bytes(passkey.user.passkey_handle or b""):
        return False
    return passkey.user.public_id == about if about else bool(handle)


def _decoy(email: str) -> Known:
    mark = secrets.blind_primary("passkey.decoy", email.strip().lower()[:_DECOY_LETTERS])
    more = secrets.blind_primary("passkey.decoy.more", email.strip().lower()[:_DECOY_LETTERS])
    return Known(mark + more, ("hybrid", "internal"))
