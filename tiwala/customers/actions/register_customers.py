"""Take many people into the books at once: for an import or a demonstration."""

from __future__ import annotations

from collections.abc import Sequence

from tiwala.audit.actions.record import Act, record_all
from tiwala.customers.events import CustomerRegistered
from tiwala.customers.facts import CustomerFacts, checked
from tiwala.customers.filling import fill
from tiwala.customers.models import Customer
from tiwala.events.actions.publish import publish_all
from tiwala.kit import db
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput

BATCH_MAX = 1000


@db.action
def register_customers(facts: Sequence[CustomerFacts], *, by: Actor) -> list[Customer]:
    """Write down all of these or none, in their order. Refuses more than 1000, and the first one that is bad."""
    if len(facts) > BATCH_MAX:
        raise BadInput(count=len(facts), most=BATCH_MAX)
    customers = [_made(each) for each in facts]
    Customer.objects.bulk_create(customers, batch_size=200)
    record_all([Act("customer:register", customer.public_id) for customer in customers], by=by)
    publish_all([CustomerRegistered(customer.public_id) for customer in customers])
    return customers


def _made(facts: CustomerFacts) -> Customer:
    customer = Customer()
    fill(customer, checked(facts))
    return customer
