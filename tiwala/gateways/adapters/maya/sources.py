"""The proof of Maya's notices: the address they come from, and nothing more. So a notice is only ever a hint.

The lists are those of Maya's business rules (2026). An account's notice secrets, where it has any, are addresses or
networks that replace them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, Literal
from urllib.parse import urlsplit

from tiwala.gateways.capabilities import Mode

Network = IPv4Network | IPv6Network
Proof = Literal["ok", "no_proof", "bad_proof"]

PUBLISHED: Final[dict[Mode, tuple[str, ...]]] = {
    "test": ("13.229.160.234", "3.1.199.75"),
    "live": ("18.138.50.235", "3.1.207.200"),
}
"""Where Maya says its notices come from."""


def networks(secrets: Sequence[str], *, mode: Mode, base_url: str) -> tuple[Network, ...]:
    """Whom to believe: the account's own list, else Maya's; a stand-in in a trial speaks from where it is."""
    own = [word for secret in secrets for word in re.split(r"[\s,;]+", secret) if word]
    words = own or [*PUBLISHED[mode], *_stand_in(base_url, mode)]
    return tuple(found for found in map(_network, words) if found is not None)


def check(remote_ip: str, believed: Sequence[Network]) -> Proof:
    """Whether a notice came from one of these."""
    try:
        address = ip_address(remote_ip)
    except ValueError:
        return "no_proof"
    mapped = getattr(address, "ipv4_mapped", None) or address
    return "ok" if any(mapped in network for network in believed) else "bad_proof"


def _network(text: str) -> Network | None:
    """One address or network; text that is none is nobody's, and believes nobody."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _stand_in(base_url: str, mode: Mode) -> tuple[str, ...]:
    site = urlsplit(base_url)
    if mode != "test" or site.scheme != "http" or not site.hostname:
        return ()
    return ("127.0.0.1", "::1") if site.hostname == "localhost" else (site.hostname,)
