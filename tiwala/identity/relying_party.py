"""Who we are to a passkey: one origin and its host, from the setting of the house's address and from nowhere else."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import PublicKeyCredentialRpEntity

from tiwala.identity import about_business
from tiwala.kit.conf import conf


def origin() -> str:
    """Scheme, host and port that a browser must have shown: TIWALA_BASE_URL, never the request's own Host."""
    parts = urlsplit(conf.outside.base_url)
    return f"{parts.scheme}://{parts.netloc}"


def rp_id() -> str:
    """The name passkeys are tied to: the portal's own host, no parent domain."""
    return urlsplit(conf.outside.base_url).hostname or ""


def why_impossible() -> str:
    """A plain sentence when browsers would make no passkey for this address; empty when they will."""
    host, scheme = rp_id(), urlsplit(conf.outside.base_url).scheme
    if _is_number(host):
        return _("Passkeys need a name such as pay.example.ph; this portal's address is a number (%(host)s).") % {
            "host": host
        }
    if scheme != "https" and host != "localhost" and not host.endswith(".localhost"):
        return _("Passkeys need an address that begins with https://.")
    return ""


def entity() -> dict[str, str]:
    """How the browser names us when it asks for a fingerprint."""
    return {"id": rp_id(), "name": about_business.known().name or rp_id()}


def server() -> Fido2Server:
    """The library's checks, with our origin to the letter."""
    return Fido2Server(PublicKeyCredentialRpEntity(**entity()), verify_origin=lambda shown: shown == origin())


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
