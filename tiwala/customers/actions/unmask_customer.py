"""Look at a customer's contacts in full, and leave a word of it."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.customers.models import Customer
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def unmask_customer(ref: str, *, by: Actor) -> Customer:
    """The customer, to be shown in full this once. NotAllowed without `customer.unmask`, NotFound."""
    if not by.may("customer.unmask"):
        raise NotAllowed(permission="customer.unmask")
    found: Customer = Customer.objects.visible_to(by).by_public_id(ref)
    record("customer:unmask", found.public_id, by=by)
    return found
