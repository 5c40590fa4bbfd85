"""What PayMongo can, as data."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.paymongo import signature
from tiwala.gateways.adapters.paymongo.products import Products
from tiwala.gateways.capabilities import Capabilities

PAGE_ORIGIN: Final = "https://checkout.paymongo.com"


def abilities(products: Products, *page_origins: str) -> Capabilities:
    """PayMongo's capabilities with these products; `page_origins` are where its pages live beside the usual place.

    A session is not found by our reference, so a lost start is sent again under its key (24 hours). Disputes are told
    by notice and answered in the dashboard; saved cards are charged through subscriptions alone, so none are kept.
    """
    return Capabilities(
        methods=products.methods(),
        idempotency="key",
        notice_proof="hmac",
        settlement_days=3,
        can_look_up_by_key=False,
        proof_headers=(signature.HEADER,),
        form_origins=(PAGE_ORIGIN, *page_origins),
        disputes="told",
        registers_notices=True,
    )
