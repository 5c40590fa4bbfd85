"""What PayMongo can, as data."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.paymongo import signature
from tiwala.gateways.adapters.paymongo.products import Products
from tiwala.gateways.capabilities import Capabilities

PAGE_ORIGIN: Final = "https://checkout.paymongo.com"
_KEYS_KEPT_S: Final = 23 * 3600
"""A day, they say."""


def abilities(products: Products, *page_origins: str) -> Capabilities:
    """PayMongo's capabilities with these products; `page_origins` are where its pages live beside the usual place.

    A session is not found by our reference, so a lost start is sent again under its key (24 hours). Disputes are told
    by notice and answered in the dashboard; saved cards are charged through subscriptions alone, so none are kept.
    """
    return Capabilities(
        methods=products.methods(),
        idempotency="key",
        keys_kept_s=_KEYS_KEPT_S,
        notice_proof="hmac",
        settlement_days=3,
        can_look_up_by_key=False,
        proof_headers=(signature.HEADER,),
        form_origins=(PAGE_ORIGIN, *page_origins),
        disputes="told",
        registers_notices=True,
    )
