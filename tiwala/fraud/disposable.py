"""Mail services for throwing away: well-known ones, so that no list is fetched from anywhere."""

from __future__ import annotations

from typing import Final

_DOMAINS: Final = frozenset(
    (
        *("10minutemail.com", "20minutemail.com", "dispostable.com", "emailondeck.com", "fakeinbox.com"),
        *("getnada.com", "guerrillamail.com", "guerrillamail.net", "guerrillamail.org", "mailcatch.com"),
        *("maildrop.cc", "mailinator.com", "mailnesia.com", "mintemail.com", "mohmal.com", "mytemp.email"),
        *("sharklasers.com", "spamgourmet.com", "temp-mail.org", "tempail.com", "tempmail.com", "throwawaymail.com"),
        *("trashmail.com", "yopmail.com", "yopmail.fr", "yopmail.net"),
    )
)


def is_disposable(domain: str) -> bool:
    """Whether the domain, or one above it, is of such a service."""
    parts = domain.lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in _DOMAINS for start in range(len(parts) - 1))
