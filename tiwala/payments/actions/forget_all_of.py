"""A customer is not billed any more: nothing of theirs stays kept."""

from __future__ import annotations

from tiwala.kit.actor import Actor
from tiwala.payments.actions.forget_method import forget_method
from tiwala.payments.models import SavedMethod


def forget_all_of(customer_ref: str, *, by: Actor, why: str) -> int:
    """Remove every kept method of this customer; how many there were."""
    found = list(SavedMethod.objects.filter(customer_ref=customer_ref).kept().order_by("id"))
    for method in found:
        forget_method(method.public_id, by=by, why=why)
    return len(found)
