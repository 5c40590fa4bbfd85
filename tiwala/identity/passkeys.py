"""What we say to a browser about passkeys, and what we believe of its answer. No rows are written here."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    RegistrationResponse,
    UserVerificationRequirement,
)

from tiwala.identity import relying_party
from tiwala.identity.ceremonies import TIMEOUT_MS, Ceremony
from tiwala.identity.refusals import BadPasskey, VerificationMissing

ALGORITHMS: Final = (-8, -7, -257)
"""EdDSA, ES256, RS256, in the order we like them."""
HANDLE_BYTES: Final = 32
_ANSWER_LETTERS = 20_000
_CREDENTIAL_ID_BYTES = range(16, 1024)
_TRANSPORTS = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})
_BROKEN = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error, RuntimeError, AssertionError,
)  # fmt: skip
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey as the browser must name it."""

    credential_id: bytes
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was just made. `answer` is the browser's own, which allauth keeps."""

    answer: dict[str, Any]
    credential_id: bytes
    handle: bytes
    transports: tuple[str, ...]
    sign_count: int
    is_verified: bool
    is_discoverable: bool
    is_backup_eligible: bool
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a passkey said of itself when it was used."""

    sign_count: int
    is_verified: bool
    is_backup_eligible: bool
    is_backed_up: bool


def options_to_make(
    ceremony: Ceremony, *, name: str, display_name: str, known: Iterable[Known], must_be_discoverable: bool
) -> dict[str, Any]:
    """What navigator.credentials.create() is given. The handle holds no personal data."""
    return {
        "rp": relying_party.entity(),
        "user": {"id": ceremony.handle, "name": name, "displayName": display_name},
        "challenge": ceremony.challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": one} for one in ALGORITHMS],
        "timeout": TIMEOUT_MS,
        "excludeCredentials": _described(known),
        "authenticatorSelection": {
            "residentKey": "required" if must_be_discoverable else "preferred",
            "requireResidentKey": must_be_discoverable,
            "userVerification": _verification(ceremony),
        },
        "attestation": "none",
        "extensions": {"credProps": True},
    }


def options_to_use(ceremony: Ceremony, *, known: Iterable[Known]) -> dict[str, Any]:
    """What navigator.credentials.get() is given; without any known the passkey says whose it is."""
    return {
        "rpId": relying_party.rp_id(),
        "challenge": ceremony.challenge,
        "timeout": TIMEOUT_MS,
        "userVerification": _verification(ceremony),
        "allowCredentials": _described(known),
    }


def read_new(ceremony: Ceremony, text: str) -> NewPasskey:
    """The passkey the browser made for this ceremony. BadPasskey; VerificationMissing."""
    answer = _parsed(text)
    made = _soundly(lambda: RegistrationResponse.from_dict(answer))
    _same_page_only(made.response.client_data)
    data = _soundly(lambda: relying_party.server().register_complete(_state(ceremony), answer))
    key = data.credential_data
    if key is None or key.public_key.get(3) not in ALGORITHMS or len(key.credential_id) not in _CREDENTIAL_ID_BYTES:
        raise BadPasskey(why="key")
    shown = _shown(ceremony, data)
    return NewPasskey(
        answer=_kept(answer),
        credential_id=bytes(key.credential_id),
        handle=ceremony.handle_bytes,
        transports=_transports(answer),
        sign_count=shown.sign_count,
        is_verified=shown.is_verified,
        is_discoverable=_is_discoverable(answer),
        is_backup_eligible=shown.is_backup_eligible,
        is_backed_up=shown.is_backed_up,
    )


def claimed_by(text: str) -> tuple[bytes, bytes]:
    """Which passkey the answer claims to come from, and the handle it gives (may be empty). Proves nothing."""
    answer = _parsed(text)
    said = _soundly(lambda: AuthenticationResponse.from_dict(answer))
    return bytes(said.raw_id), bytes(said.response.user_handle or b"")


def read_shown(ceremony: Ceremony, text: str, *, key: AttestedCredentialData) -> Shown:
    """What the passkey with this key said, its signature checked. BadPasskey; VerificationMissing."""
    answer = _parsed(text)
    said = _soundly(lambda: AuthenticationResponse.from_dict(answer))
    _same_page_only(said.response.client_data)
    _soundly(lambda: relying_party.server().authenticate_complete(_state(ceremony), [key], answer))
    return _shown(ceremony, said.response.authenticator_data)


def _verification(ceremony: Ceremony) -> str:
    return "required" if ceremony.needs_verification else "preferred"


def _state(ceremony: Ceremony) -> dict[str, Any]:
    """For the library. Whether the person was verified we look at ourselves, to be able to say so."""
    return {"challenge": ceremony.challenge, "user_verification": UserVerificationRequirement.PREFERRED}


def _shown(ceremony: Ceremony, data: AuthenticatorData) -> Shown:
    if data.is_backed_up() and not data.is_backup_eligible():
        raise BadPasskey(why="flags")
    if ceremony.needs_verification and not data.is_user_verified():
        raise VerificationMissing
    return Shown(data.counter, data.is_user_verified(), data.is_backup_eligible(), data.is_backed_up())


def _described(known: Iterable[Known]) -> list[dict[str, Any]]:
    return [
        {"type": "public-key", "id": websafe_encode(one.credential_id), "transports": list(one.transports)}
        for one in known
    ]


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > _ANSWER_LETTERS:
        raise BadPasskey(why="size")
    answer = _soundly(lambda: json.loads(text))
    if not isinstance(answer, dict):
        raise BadPasskey(why="shape")
    return answer


def _soundly(read: Callable[[], _T]) -> _T:
    """The library raises whatever the bytes provoke; to us it is all one."""
    try:
        return read()
    except _BROKEN as error:
        raise BadPasskey(why=type(error).__name__) from error


def _same_page_only(client_data: Any) -> None:
    if client_data.cross_origin:
        raise BadPasskey(why="frame")


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    """What allauth needs to read the key again, and nothing else that was sent along."""
    said = answer["response"]
    return {
        "id": answer["rawId"],
        "rawId": answer["rawId"],
        "type": "public-key",
        "response": {name: said[name] for name in ("attestationObject", "clientDataJSON")},
        "clientExtensionResults": {"credProps": {"rk": _is_discoverable(answer)}},
    }


def _transports(answer: dict[str, Any]) -> tuple[str, ...]:
    said = answer.get("response", {}).get("transports") or []
    return tuple(sorted({one for one in said if isinstance(one, str)} & _TRANSPORTS)) if isinstance(said, list) else ()


def _is_discoverable(answer: dict[str, Any]) -> bool:
    said = answer.get("clientExtensionResults") or {}
    props = said.get("credProps") if isinstance(said, dict) else None
    return isinstance(props, dict) and props.get("rk") is True
