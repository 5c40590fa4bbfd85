"""One dispute with its clock, its payment, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from tiwala.gateways import registry
from tiwala.gateways.health import last_answer_at
from tiwala.gateways.queries import account_by_public_id, accounts_of_house, adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.payments.models import Attempt, Dispute
from tiwala.payments.queries import attempt_in_dispute
from tiwala.payments.states import DisputeState

SOON = timedelta(days=3)
REASONS: Final = {
    "fraudulent": _("The payer says they did not pay this"),
    "unrecognized": _("The payer does not recognise it"),
    "unrecognised": _("The payer does not recognise it"),
    "not_received": _("Not received"),
    "product_not_received": _("Not received"),
    "not_as_described": _("Not as described"),
    "product_unacceptable": _("Not as described"),
    "duplicate": _("Paid twice"),
    "credit_not_processed": _("A promised refund did not come"),
    "subscription_canceled": _("Was cancelled before"),
}
"""What gateways call the reasons we know; any other is shown as they wrote it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time is left: `days` whole days, and how alarming that is."""

    days: int
    tone: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class DisputeView:
    """Everything the page shows."""

    dispute: Dispute
    attempt: Attempt | None
    gateway: str
    clock: Clock | None
    can_hand_in: bool
    can_be_asked: bool
    reason: str


def listing() -> dict[str, object]:
    """Which gateways can be asked for disputes nobody told us of, and when one last answered."""
    can = [one.label for one in accounts_of_house() if registry.adapter_for(one).can.lists_disputes]
    return {"can_look": can, "looked_at": last_answer_at("list_disputes") if can else None}


def dispute_page(ref: str, *, by: Actor) -> DisputeView:
    """The dispute this actor may see, or NotFound."""
    dispute: Dispute = Dispute.objects.select_related("payment").visible_to(by).by_public_id(ref)
    can = adapter_by_ref(dispute.gateway_account_ref).can
    return DisputeView(
        dispute=dispute,
        attempt=attempt_in_dispute(dispute),
        gateway=account_by_public_id(dispute.gateway_account_ref).label,
        clock=clock_of(dispute),
        can_hand_in=can.answers_disputes,
        can_be_asked=can.disputes == "looked_up",
        reason=str(REASONS.get(dispute.reason) or dispute.reason),
    )


def clock_of(dispute: Dispute) -> Clock | None:
    """The time left to answer; None when no answer is waited for, or nobody knows until when."""
    if dispute.state != DisputeState.NEEDS_ANSWER or dispute.answer_by is None:
        return None
    left = dispute.answer_by - clock.now()
    tone = "danger" if left <= SOON else "attention"
    return Clock(days=max(left.days, 0), tone=tone, is_over=left <= timedelta(0))
