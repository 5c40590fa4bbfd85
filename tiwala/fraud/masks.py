"""What is left of a listed key for people: enough to know it again, too little to use it."""

from __future__ import annotations

from typing import Final

from tiwala.fraud.keys import About

DOTS: Final = "•••"
_TAIL: Final = 4


def masked(about: About, key: str) -> str:
    """The masked form of a key as tries have it. A customer's public id and a BIN are no secret and stay."""
    match about:
        case "customer" | "bin":
            return key[:60]
        case "ip" | "net":
            return f"{_half(key)}{DOTS}"
        case "mail":
            name, _at, domain = key.rpartition("@")
            return f"{name[:1]}{DOTS}@{_domain(domain)}"
        case "mail_domain":
            return _domain(key)
        case "phone" | "card" | "method" | "device":
            return f"{DOTS}{key[-_TAIL:]}" if len(key) > 2 * _TAIL else DOTS
        case _:
            return DOTS


def _half(key: str) -> str:
    sign = ":" if ":" in key else "."
    parts = key.split(sign)
    return sign.join(parts[:2]) + sign


def _domain(text: str) -> str:
    host, dot, ending = text[:70].rpartition(".")
    return f"{(host or ending)[:2]}{DOTS}{dot}{ending if dot else ''}"
