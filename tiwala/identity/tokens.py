"""Secrets that are shown once and kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_token() -> str:
    """256 random bits, for a link."""
    return secrets.token_urlsafe(32)


def letters(count: int) -> str:
    """That many random letters of 5 bits each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def digest(text: str) -> bytes:
    """What is stored of a secret. Plain SHA-256 is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(text.encode(errors="replace")).digest()
