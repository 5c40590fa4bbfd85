"""Codes that a letter brings and a page takes: eight letters of five bits, kept as a keyed hash."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final
from uuid import UUID

from tiwala.identity import tokens
from tiwala.kit import secrets

WRONG_MAX: Final = 5
_LETTERS: Final = 8


def new_code() -> str:
    """40 random bits as eight letters, such as 4k7t-9mbe."""
    text = tokens.letters(_LETTERS)
    return f"{text[:4]}-{text[4:]}"


def hash_of(code: str, *, row: UUID) -> bytes:
    """What is kept of a code; capitals, blanks and dashes do not matter."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return secrets.blind_primary(f"one time code {row}", plain)


def fits(code: str, kept: bytes | memoryview[int] | None, *, row: UUID) -> bool:
    """Whether this is the code; compared in constant time, and all the same when there is none."""
    return compare_digest(hash_of(code, row=row), bytes(kept) if kept else bytes(16)) and kept is not None
