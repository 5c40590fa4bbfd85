"""Recovery codes: ten of 80 random bits, shown once, kept as keyed hashes, each good once."""

from __future__ import annotations

import hmac
import re
import secrets as randomness
from typing import Any, Final

from tiwala.identity import tokens
from tiwala.kit import secrets

COUNT: Final = 10
_LETTERS, _GROUP = 16, 4
_NOISE = re.compile(r"[\W_]+")
_COLUMN = "mfa_authenticator.recovery_code"


def fresh() -> tuple[list[str], dict[str, Any]]:
    """Ten new codes for the person, and what is kept of them.

    The hash is keyed by the key file, which no copy of the database holds, and salted for each set. `migrated_codes`
    tells allauth that it finds no codes of its own making here.
    """
    plain = [tokens.letters(_LETTERS) for _ in range(COUNT)]
    salt = randomness.token_hex(16)
    kept = [secrets.blind_primary(_COLUMN, salt + one).hex() for one in plain]
    return [_spaced(one) for one in plain], {"salt": salt, "codes": kept, "migrated_codes": []}


def left(data: dict[str, Any]) -> int:
    """How many are unused."""
    return len(data.get("codes", []))


def without(data: dict[str, Any], code: str) -> dict[str, Any] | None:
    """What is kept once this code is used; None when it is none of them. Blanks, dashes and capitals do not matter."""
    bare = _NOISE.sub("", code).lower()
    if len(bare) != _LETTERS:
        return None
    asked = [one.hex() for one in secrets.blind(_COLUMN, data.get("salt", "") + bare)]
    kept = [one for one in data.get("codes", []) if not any(hmac.compare_digest(one, mine) for mine in asked)]
    return {**data, "codes": kept} if len(kept) < left(data) else None


def _spaced(code: str) -> str:
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
