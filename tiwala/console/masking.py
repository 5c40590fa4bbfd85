"""Personal data as lists and pages show it until somebody asks to see it in full."""

from __future__ import annotations

DOTS = "•••"
_PHONE_SHOWN = 4


def masked(text: str) -> str:
    """Enough to recognise it when one knows it, too little to use it: a•••@e•••.ph, ••• 4567, •••.

    E-mail: the first letter of each side and the ending. Phones and tax numbers: the last digits. The rest: nothing.
    """
    clean = text.strip()
    if not clean:
        return ""
    if "@" in clean:
        return _email(clean)
    digits = "".join(letter for letter in clean if letter.isdigit())
    if len(digits) > 2 * _PHONE_SHOWN and len(digits) * 2 > len(clean):
        return f"{DOTS} {digits[-_PHONE_SHOWN:]}"
    return DOTS


def _email(address: str) -> str:
    name, _at, domain = address.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}{DOTS}@{(host or ending)[:1]}{DOTS}{dot}{ending if dot else ''}"
