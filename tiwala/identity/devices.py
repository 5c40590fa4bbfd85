"""As little as helps a person recognise their own sessions: a browser's family, a network's neighbourhood."""

from __future__ import annotations

import ipaddress

from django.utils.translation import gettext as _

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_V4_BITS, _V6_BITS = 24, 48


def brief_agent(text: str) -> str:
    """Such as "Firefox, Android"; "?" where nothing is known."""
    browser = next((name for mark, name in _BROWSERS if mark in text), "?")
    system = next((name for mark, name in _SYSTEMS if mark in text), "?")
    return f"{browser}, {system}"


def suggested_name(text: str) -> str:
    """What a person may call the passkey they make here, such as "Chrome on Android"."""
    browser, _comma, system = brief_agent(text).partition(", ")
    if "?" in {browser, system}:
        return _("My passkey")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def neighbourhood(ip: str) -> str:
    """The address with its last part cut off, which still tells one town from another."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 -- not a bind: an address nobody has
    bits = _V4_BITS if address.version == 4 else _V6_BITS  # noqa: PLR2004
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False).network_address)
