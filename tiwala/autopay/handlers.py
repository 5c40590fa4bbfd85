"""What autopay does when other rooms speak. Every line may be heard twice and acts once."""

from __future__ import annotations

from uuid import UUID

from tiwala.autopay.actions.end_agreement import end_agreement
from tiwala.autopay.actions.plan_for import plan_for
from tiwala.autopay.actions.settle_collection import settle_collection
from tiwala.autopay.actions.stop_paid import stop_paid
from tiwala.autopay.models import Agreement
from tiwala.kit import actor, ids
from tiwala.kit.errors import BadId
from tiwala.payments.models import Payment

BY = actor.job("autopay.handlers")


def hear_stands(*, customer_ref: str) -> None:
    """An agreement was made, changed or resumed: plan what is owed."""
    plan_for(customer_ref, by=BY)


def hear_removed(*, method_ref: str) -> None:
    """A kept method is gone: what was agreed about it ends."""
    found = Agreement.objects.live().filter(method_id=ids.decode("sav", method_ref))
    for pk in found.order_by("id").values_list("pk", flat=True):
        end_agreement(ids.encode("agr", pk), by=BY, why="method_removed")


def hear_captured(*, payment_ref: str, shares: list[dict[str, object]]) -> None:
    """Money came: by a try of ours, or by another way, so that ours is not needed."""
    collection_id = _collection(payment_ref)
    if collection_id is not None:
        settle_collection(collection_id, by=BY)
    for share in shares:
        stop_paid(str(share["target_ref"]), by=BY)


def hear_failed(*, payment_ref: str) -> None:
    """A try ended without money."""
    collection_id = _collection(payment_ref)
    if collection_id is not None:
        settle_collection(collection_id, by=BY)


def hear_not_owed(*, invoice_ref: str) -> None:
    """An invoice was taken back or credited."""
    stop_paid(invoice_ref, by=BY)


def _collection(payment_ref: str) -> UUID | None:
    """The collection whose try made this payment."""
    key = Payment.objects.filter(pk=ids.decode("pay", payment_ref)).values_list("key", flat=True).first() or ""
    room, _, rest = key.partition(":")
    try:
        return ids.decode("col", rest.partition(":")[0]) if room == "autopay" else None
    except BadId:
        return None
