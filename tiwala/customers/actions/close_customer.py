"""Stop billing a customer."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.customers.events import CustomerClosed
from tiwala.customers.models import Customer
from tiwala.events.actions.publish import publish
from tiwala.kit import db
from tiwala.kit.actor import Actor


@db.action
def close_customer(customer_id: UUID, *, by: Actor) -> Customer:
    """Close the customer; the history stays, and what is still owed can be paid. Refuses one already closed."""
    customer: Customer = Customer.objects.locked(customer_id)
    customer.move("close")
    customer.save(update_fields=["state", "state_at"])
    record("customer:close", customer.public_id, by=by)
    publish(CustomerClosed(customer.public_id))
    return customer
