"""By what a refund is known again at its gateway, where it carries no key of ours."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.port import RefundTrace
from tiwala.payments.models import Refund
from tiwala.payments.states import RefundState

_UNDER_WAY: Final = (RefundState.ASKED, RefundState.SENT, RefundState.UNKNOWN)


def trace_of(refund: Refund) -> RefundTrace:
    """What we know of this refund, and of the others of its try, as of now."""
    siblings = refund.payment.refunds.filter(attempt=refund.attempt, to="gateway").exclude(pk=refund.pk)
    twins = siblings.filter(
        amount_minor=refund.amount_minor, reference="", state__in=[state.value for state in _UNDER_WAY]
    )
    return RefundTrace(
        amount=refund.amount,
        since=refund.send_at or refund.created_at,
        others=frozenset(siblings.exclude(reference="").values_list("reference", flat=True)),
        has_twin=twins.exists(),
    )


def is_anothers(reference: str, refund: Refund) -> bool:
    """Whether this reference is already that of another refund of the payment. Under the payment's lock."""
    return bool(reference) and refund.payment.refunds.filter(reference=reference).exclude(pk=refund.pk).exists()
