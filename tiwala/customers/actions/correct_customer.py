"""Put right what we know about a customer."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_manage
from tiwala.customers.events import CustomerCorrected
from tiwala.customers.facts import CustomerFacts, checked
from tiwala.customers.filling import fill
from tiwala.customers.models import Customer
from tiwala.customers.states import CustomerState
from tiwala.events.actions.publish import publish
from tiwala.kit import db, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import WrongState


@db.action
def correct_customer(customer_id: UUID, *, facts: CustomerFacts, by: Actor) -> Customer:
    """Replace the facts as a whole. Issued documents keep the buyer they were issued to.

    Refuses bad facts, every field at once, a customer who is closed, and AccessTooLow. Nothing changed: no record.
    """
    must_manage(ids.encode("cus", customer_id), by=by)
    good = checked(facts)
    customer: Customer = Customer.objects.locked(customer_id)
    if customer.state == CustomerState.CLOSED:
        raise WrongState(customer=customer.public_id, state=customer.state)
    changed = fill(customer, good)
    if changed:
        customer.save()
        record("customer:correct", customer.public_id, by=by, fields=",".join(changed))
        publish(CustomerCorrected(customer.public_id, changed))
    return customer
