"""What a customer had us keep, and what they agreed to: masked, for staff to see."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import agreement_of, collections_of
from tiwala.kit.actor import Actor
from tiwala.payments.models import SavedMethod

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """Kept methods (removed ones while the gateway has not forgotten them), the agreement, its latest collections."""

    methods: list[SavedMethod]
    agreement: Agreement | None
    collections: list[Collection]


def kept_of(customer_ref: str, *, by: Actor) -> Kept:
    """As this actor may see it: three statements."""
    methods = SavedMethod.objects.visible_to(by).filter(customer_ref=customer_ref).exclude(state="forgotten")
    return Kept(
        methods=list(methods.order_by("-id")),
        agreement=agreement_of(customer_ref, by=by),
        collections=collections_of(customer_ref, by=by, most=SHOWN),
    )
