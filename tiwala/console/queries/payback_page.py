"""One payback with its steps and who took them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tiwala.approvals.models import Proposal
from tiwala.audit.models import Record
from tiwala.console.queries.people import staff_name
from tiwala.customers import queries as customers
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.payments.models import Payback

FRESH = timedelta(days=30)
"""A contact changed so lately is said aloud: whoever changed it may be whom the account belongs to."""


@dataclass(frozen=True, slots=True)
class PaybackView:
    """Everything the page shows; the account only masked."""

    payback: Payback
    customer_name: str
    asked_by: str
    approved_by: str
    paid_by: str
    waiting: Proposal | None
    contact_changed_at: datetime | None
    can_be_ended: bool


def payback_page(ref: str, *, by: Actor) -> PaybackView:
    """The payback this actor may see, or NotFound."""
    found: Payback = Payback.objects.select_related("payment", "refund").visible_to(by).by_public_id(ref)
    return PaybackView(
        payback=found,
        customer_name=customers.cards_by_ref({found.customer_ref}, by=by)[found.customer_ref].name,
        asked_by=staff_name(found.asked_by),
        approved_by=staff_name(found.approved_by) if found.approved_by else "",
        paid_by=staff_name(found.paid_by) if found.paid_by else "",
        waiting=Proposal.objects.filter(kind="payback", subject_ref=ref, state="asked").first(),
        contact_changed_at=_contact_changed(found.customer_ref),
        can_be_ended=found.is_open,
    )


def contact_changed_at(payback_ref: str) -> datetime | None:
    """When the customer of this payback was corrected last, if that is less than thirty days ago."""
    found = Payback.objects.filter(pk=ids.decode("pbk", payback_ref)).first()
    return _contact_changed(found.customer_ref) if found is not None else None


def _contact_changed(customer_ref: str) -> datetime | None:
    changed = Record.objects.filter(tag="customer:correct", subject_ref=customer_ref, at__gt=clock.now() - FRESH)
    return changed.order_by("-seq").values_list("at", flat=True).first()
