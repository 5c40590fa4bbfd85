"""Take somebody into the books as a customer."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.customers.events import CustomerRegistered
from tiwala.customers.facts import CustomerFacts, checked
from tiwala.customers.filling import fill
from tiwala.customers.models import Customer
from tiwala.events.actions.publish import publish
from tiwala.kit import db
from tiwala.kit.actor import Actor


@db.action
def register_customer(facts: CustomerFacts, *, by: Actor, key: str = "") -> Customer:
    """Write down a new customer, sealed under a keyset of their own. The same key again gives the same customer.

    Refuses bad facts, every field at once.
    """
    good = checked(facts)
    if key:
        db.advisory_lock(f"customers.register:{key}")
        before: Customer | None = Customer.objects.filter(register_key=key).first()
        if before is not None:
            return before
    customer = Customer(register_key=key)
    fill(customer, good)
    customer.save(force_insert=True)
    record("customer:register", customer.public_id, by=by)
    publish(CustomerRegistered(customer.public_id))
    return customer
