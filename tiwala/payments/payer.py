"""Where a payer began to pay and with which program: sealed, for disputes, and forgotten in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.kit.actor import Actor

KEPT: Final = timedelta(days=540)
"""A card payment can be disputed for 120 days, in some cases for 540; after that nobody needs it."""
_DEVICE_LETTERS: Final = 200


def payer_of(by: Actor, device: str) -> dict[str, str] | None:
    """Address and program of a payer; None for staff, programs and jobs, who are no payers."""
    if by.kind not in ("guest", "person") or by.is_staff or not by.ip:
        return None
    clean = "".join(letter for letter in device[:_DEVICE_LETTERS] if letter.isprintable())
    return {"ip": by.ip, "device": clean}
