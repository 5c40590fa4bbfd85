"""Which addresses a key may be used from: single addresses and networks, of either kind."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tiwala.kit.errors import BadInput

MOST = 20
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def clean_networks(texts: Iterable[str]) -> list[str]:
    """The networks in one form, sorted, none twice. BadInput: no network, all addresses there are, or too many."""
    found = {_read(text.strip()) for text in texts if text.strip()}
    if len(found) > MOST:
        raise BadInput(fields={"networks": _("Please write at most %(most)d addresses.") % {"most": MOST}})
    return [str(one) for one in sorted(found, key=lambda one: (one.version, one))]


def includes(networks: Iterable[str], ip: str) -> bool:
    """Whether the address lies in one of them. An address we do not know lies in none."""
    try:
        address = _plain(ipaddress.ip_address(ip))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in networks)


def _read(text: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        words = _("“%(text)s” is no address or network, such as 203.0.113.7 or 2001:db8::/48.")
        raise BadInput(fields={"networks": words % {"text": text[:60]}}) from None
    mapped = network.network_address.ipv4_mapped if network.version == 6 else None  # noqa: PLR2004
    if mapped is not None and network.prefixlen >= 96:  # noqa: PLR2004 -- ::ffff:0:0/96 holds the older kind
        network = ipaddress.ip_network(f"{mapped}/{network.prefixlen - 96}")
    if network.prefixlen == 0:
        raise BadInput(fields={"networks": _("That is every address there is. Leave the field empty to allow all.")})
    return network


def _plain(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address of the older kind that came dressed as one of the newer (::ffff:203.0.113.7), undressed."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
