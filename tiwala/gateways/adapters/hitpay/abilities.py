"""What HitPay can, as data."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.hitpay import proof
from tiwala.gateways.adapters.hitpay.methods import Methods
from tiwala.gateways.capabilities import Capabilities, Mode

LIVE_URL: Final = "https://api.hit-pay.com"
TEST_URL: Final = "https://api.sandbox.hit-pay.com"
_PAGES: Final[dict[Mode, str]] = {
    "live": "https://securecheckout.hit-pay.com",
    "test": "https://securecheckout.sandbox.hit-pay.com",
}
_THEIRS: Final = ".hit-pay.com"


def abilities(methods: Methods, *, mode: Mode, base_url: str) -> Capabilities:
    """HitPay's capabilities. A stand-in's pages are where it is itself."""
    own = () if _is_real(base_url) else (_origin(base_url),)
    return Capabilities(
        methods=methods.all(),
        idempotency="none",
        notice_proof="hmac",
        settlement_days=1,
        can_look_up_by_key=False,
        proof_headers=(proof.SIGNATURE, proof.EVENT, proof.OBJECT),
        form_origins=(_PAGES[mode], *own),
        gives_statement=False,
        registers_notices=True,
    )


def is_page(url: str, *, base_url: str) -> bool:
    """Whether a browser may be sent there: a page of HitPay's, or of the stand-in."""
    site = urlsplit(url)
    if site.username or site.password:
        return False
    if site.scheme == "https" and (site.hostname or "").endswith(_THEIRS):
        return True
    return not _is_real(base_url) and _origin(url) == _origin(base_url)


def _is_real(base_url: str) -> bool:
    return base_url.rstrip("/") in (LIVE_URL, TEST_URL)


def _origin(url: str) -> str:
    site = urlsplit(url)
    return f"{site.scheme}://{site.netloc}"
