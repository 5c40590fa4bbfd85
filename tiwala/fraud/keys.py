"""Keyed hashes of what tries have in common: equal keys are seen to be equal, and nothing is told to a reader."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final, Literal

from tiwala.fraud.facts import TryFacts
from tiwala.kit import secrets
from tiwala.kit.errors import BadInput

About = Literal["ip", "net", "customer", "mail_domain", "method"]
_V4_NET, _V6_NET, _V6_HOST = 24, 48, 64


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one try, normalised, in plain; empty where there is none. Never stored, never logged."""

    ip: str
    net: str
    customer: str
    mail_domain: str
    method: str


ABOUT: Final[tuple[About, ...]] = ("ip", "net", "customer", "mail_domain", "method")


def keys_of(facts: TryFacts) -> Keys:
    """The keys of a try. An address is that of a line: in IPv6 a /64, for a line may use any address of it."""
    ip, net = address_keys(facts.ip)
    domain = facts.mail.rpartition("@")[2].strip().lower().rstrip(".")
    return Keys(ip, net, facts.customer_ref, domain, facts.method_key)


def address_keys(text: str) -> tuple[str, str]:
    """The line and the network (/24, /48) of an address; both empty when it is none."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return "", ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        return str(address), str(ipaddress.IPv4Network((address, _V4_NET), strict=False))
    line, net = (ipaddress.IPv6Network((int(address), bits), strict=False) for bits in (_V6_HOST, _V6_NET))
    return str(line), str(net)


def listed_key(about: About, text: str) -> str:
    """What a person typed for a list, as tries would have it; refuses what could never be met."""
    typed = text.strip()
    match about:
        case "ip":
            key = address_keys(typed)[0]
        case "net":
            key = address_keys(typed.partition("/")[0])[1]
        case "mail_domain":
            key = typed.rpartition("@")[2].lower().rstrip(".")
        case _:
            key = typed
    if not key:
        raise BadInput(about=about)
    return key


def mark(about: About, key: str) -> bytes | None:
    """The keyed hash to store; None for an empty key."""
    return secrets.blind_primary(f"fraud.{about}", key) if key else None


def marks(about: About, key: str) -> list[bytes]:
    """Every keyed hash it may be stored under, one for each live key; none for an empty key."""
    return secrets.blind(f"fraud.{about}", key) if key else []
