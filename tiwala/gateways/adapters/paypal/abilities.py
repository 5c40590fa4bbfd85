"""What PayPal can, as data."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.paypal import proof
from tiwala.gateways.adapters.paypal.features import Features
from tiwala.gateways.capabilities import Capabilities, Limit, MethodCan, Mode
from tiwala.kit.money import Money

LIVE_URL: Final = "https://api-m.paypal.com"
TEST_URL: Final = "https://api-m.sandbox.paypal.com"
_PAGES: Final[dict[Mode, str]] = {"live": "https://www.paypal.com", "test": "https://www.sandbox.paypal.com"}
_REFUND_DAYS: Final = 180
_METHOD: Final = MethodCan(
    name="paypal",
    kind="redirect",
    limits=(Limit(Money.from_decimal(Decimal(1), "PHP"), Money.from_decimal(Decimal(1_000_000), "PHP")),),
    refund="partial",
    refund_days=_REFUND_DAYS,
)
_KEYS_KEPT_S: Final = 5 * 3600
"""An order's key: six hours, they say."""


def abilities(features: Features, *, mode: Mode, base_url: str) -> Capabilities:
    """PayPal's capabilities. A stand-in's pages are where it is itself."""
    own = () if _is_real(base_url) else (_origin(base_url),)
    return Capabilities(
        methods=(replace(_METHOD, manual_capture=features.holds, off_session=features.vault),),
        idempotency="key",
        keys_kept_s=_KEYS_KEPT_S,
        notice_proof="x509",
        settlement_days=1,
        can_look_up_by_key=False,
        proof_headers=proof.HEADERS,
        form_origins=(_PAGES[mode], *own),
        gives_statement=False,
        disputes="looked_up" if features.disputes else "told",
        forgets_methods=features.vault,
        lists_disputes=features.disputes,
    )


def is_page(url: str, *, mode: Mode, base_url: str) -> bool:
    """Whether a browser may be sent there: PayPal's own page, or the stand-in's."""
    return _origin(url) == _PAGES[mode] or (not _is_real(base_url) and _origin(url) == _origin(base_url))


def _is_real(base_url: str) -> bool:
    return base_url.rstrip("/") in (LIVE_URL, TEST_URL)


def _origin(url: str) -> str:
    site = urlsplit(url)
    return f"{site.scheme}://{site.netloc}"
