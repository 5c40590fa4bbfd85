"""A keyed fingerprint of a gateway's token: the same card kept twice is noticed, and nothing is told to a reader."""

from __future__ import annotations

from typing import Final

from tiwala.kit import secrets

_COLUMN: Final = "payments.token_mark"


def mark_of(token: str, *, account_ref: str) -> bytes:
    """The fingerprint to store, under the key of today."""
    return secrets.blind_primary(_COLUMN, f"{account_ref}:{token}")


def marks_of(token: str, *, account_ref: str) -> list[bytes]:
    """Every fingerprint it may be stored under, one for each live key."""
    return list(secrets.blind(_COLUMN, f"{account_ref}:{token}"))
