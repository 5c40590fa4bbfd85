"""What Stripe can, as data."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.stripe import signature
from tiwala.gateways.capabilities import Capabilities, Limit, MethodCan
from tiwala.kit.money import Money

HOME: Final = "https://api.stripe.com"
_PAGES: Final = ("https://checkout.stripe.com", "https://hooks.stripe.com")
_LARGEST_MINOR: Final = 99_999_999
"""Eight digits; more is refused."""
_KEYS_KEPT_S: Final = 23 * 3600
"""At least a day, they say."""


def _limits(**smallest: int) -> tuple[Limit, ...]:
    return tuple(Limit(Money(minor, code), Money(_LARGEST_MINOR, code)) for code, minor in smallest.items())


_METHODS: Final = (
    MethodCan(
        name="card",
        kind="redirect",
        # Pesos: about half a dollar, which is what they ask of every currency. Not published in pesos.
        limits=_limits(PHP=3000, USD=50, SGD=50, HKD=400, EUR=50, GBP=30, AUD=50, JPY=50, MYR=200),
        refund="partial",
        refund_days=365,
        off_session=True,
        manual_capture=True,
        challenges=True,
    ),
    # For accounts of businesses in Singapore and Malaysia; it takes no pesos.
    MethodCan("grabpay", "redirect", _limits(SGD=50, MYR=200), refund="partial", refund_days=90),
)


def abilities(origin: str) -> Capabilities:
    """Stripe's capabilities; a stand-in's pages live at its own `origin`."""
    return Capabilities(
        methods=_METHODS,
        idempotency="key",
        keys_kept_s=_KEYS_KEPT_S,
        notice_proof="hmac",
        settlement_days=7,
        can_look_up_by_key=True,
        proof_headers=(signature.HEADER,),
        form_origins=_PAGES if origin == HOME else (*_PAGES, origin),
        disputes="looked_up",
        lists_disputes=True,
        answers_disputes=True,
        forgets_methods=True,
        registers_notices=True,
        warns_early=True,
    )
