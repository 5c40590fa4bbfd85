"""What the sandbox can, as data."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.adapters.sandbox import signature
from tiwala.gateways.capabilities import Capabilities, Limit, MethodCan
from tiwala.kit.money import Money

_LARGEST_MINOR: Final = 99_999_999_999
_REFUND_DAYS: Final = 365
_KEYS_KEPT_S: Final = 86_400
"""It forgets none; a day is what others promise."""


def _limits(*currencies: str) -> tuple[Limit, ...]:
    return tuple(Limit(Money(1, code), Money(_LARGEST_MINOR, code)) for code in currencies)


_METHODS: Final = (
    MethodCan(
        name="card",
        kind="redirect",
        limits=_limits("PHP", "USD", "EUR", "SGD", "HKD", "JPY"),
        refund="partial",
        refund_days=_REFUND_DAYS,
        off_session=True,
        manual_capture=True,
        challenges=True,
    ),
    MethodCan("wallet", "redirect", _limits("PHP"), refund="partial", refund_days=_REFUND_DAYS, off_session=True),
    MethodCan("qrph", "qr", _limits("PHP"), refund="none", refund_days=0),
    MethodCan("bank", "redirect", _limits("PHP"), refund="partial", refund_days=_REFUND_DAYS),
    MethodCan("otc", "code", _limits("PHP"), refund="none", refund_days=0),
)


def abilities(origin: str) -> Capabilities:
    """The sandbox's capabilities; its pages live at `origin`."""
    return Capabilities(
        methods=_METHODS,
        idempotency="key",
        keys_kept_s=_KEYS_KEPT_S,
        notice_proof="hmac",
        settlement_days=1,
        can_look_up_by_key=True,
        proof_headers=(signature.HEADER,),
        form_origins=(origin,),
        disputes="looked_up",
        lists_disputes=True,
        answers_disputes=True,
        forgets_methods=True,
        warns_early=True,
    )
