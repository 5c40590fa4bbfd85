"""What Xendit can, as data."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tiwala.gateways.adapters.xendit import proof
from tiwala.gateways.adapters.xendit.channels import CHANNELS
from tiwala.gateways.capabilities import Capabilities, Mode

LIVE_URL: Final = "https://api.xendit.co"
_PAGES: Final[dict[Mode, tuple[str, ...]]] = {
    "live": ("https://checkout.xendit.co", "https://xen.to"),
    "test": ("https://checkout-staging.xendit.co", "https://dev.xen.to"),
}
_SEEN_WITHIN_S: Final = 3600
"""A charge shows in their list of transactions when its money came; how soon is not said, so an hour is waited."""


def abilities(base_url: str, mode: Mode) -> Capabilities:
    """Xendit's capabilities. A stand-in's pages are where it is itself."""
    site = urlsplit(base_url)
    own = () if base_url.rstrip("/") == LIVE_URL else (f"{site.scheme}://{site.netloc}",)
    return Capabilities(
        methods=tuple(channel.method(name) for name, channel in CHANNELS.items()),
        idempotency="none",
        notice_proof="static_token",
        settlement_days=2,
        can_look_up_by_key=False,
        seen_within_s=_SEEN_WITHIN_S,
        proof_headers=(proof.TOKEN, proof.EVENT),
        form_origins=(*_PAGES[mode], *own),
        disputes="looked_up",
        forgets_methods=True,
    )
