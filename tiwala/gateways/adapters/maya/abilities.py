"""What Maya can, as data."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.maya.products import Products
from tiwala.gateways.capabilities import Capabilities, Mode

LIVE_URL: Final = "https://pg.maya.ph"
TEST_URL: Final = "https://pg-sandbox.paymaya.com"
_PAGES: Final[dict[Mode, tuple[str, ...]]] = {
    "live": ("https://payments.maya.ph", "https://payments.paymaya.com"),
    "test": ("https://payments-web-sandbox.paymaya.com",),
}
_THEIRS: Final = (".maya.ph", ".paymaya.com")


def abilities(products: Products, *, mode: Mode, base_url: str) -> Capabilities:
    """Maya's capabilities for these products. A stand-in's pages are where it is itself."""
    own = () if base_url.rstrip("/") in (LIVE_URL, TEST_URL) else (_origin(base_url),)
    return Capabilities(
        methods=products.methods(),
        idempotency="none",
        notice_proof="ip_list",
        settlement_days=2,
        can_look_up_by_key=False,
        gives_statement=False,
        form_origins=(*_PAGES[mode], *own),
        forgets_methods=True,
        registers_notices=True,
    )


def is_page(url: str, *, base_url: str) -> bool:
    """Whether a browser may be sent there: a page of Maya's, or of the stand-in."""
    site = urlsplit(url)
    if site.username or site.password:
        return False
    if site.scheme == "https" and (site.hostname or "").endswith(_THEIRS):
        return True
    return base_url.rstrip("/") not in (LIVE_URL, TEST_URL) and _origin(url) == _origin(base_url)


def _origin(url: str) -> str:
    site = urlsplit(url)
    return f"{site.scheme}://{site.netloc}"
