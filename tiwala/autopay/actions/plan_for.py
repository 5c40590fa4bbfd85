"""Plan to collect everything that a customer owes."""

from __future__ import annotations

from tiwala.autopay.actions.plan_collection import plan_collection
from tiwala.invoicing.queries import due_for
from tiwala.kit.actor import Actor


def plan_for(customer_ref: str, *, by: Actor) -> int:
    """Each invoice once; how many were planned now."""
    planned = [plan_collection(one.ref, by=by) for one in due_for(customer_ref).invoices]
    return sum(one is not None for one in planned)
