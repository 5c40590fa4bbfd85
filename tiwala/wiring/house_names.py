"""What signing in is told of the business: the name to show beside a passkey, and words no password may lean on."""

from __future__ import annotations

from tiwala.business.queries import profile_facts
from tiwala.identity.about_business import AboutBusiness


def tell() -> AboutBusiness:
    """Handed to `identity.about_business.set_source` at start."""
    seller = profile_facts()
    return AboutBusiness(name=seller.name, words=(seller.name, seller.registered_name, seller.address, seller.email))
