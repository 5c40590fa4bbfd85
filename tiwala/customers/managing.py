"""Steps about who manages a customer."""

from __future__ import annotations

from tiwala.customers.models import Customer
from tiwala.customers.refusals import LastManager
from tiwala.identity.models import CustomerAccess, Level
from tiwala.kit import ids
from tiwala.kit.actor import Actor


def lock_people(customer_ref: str) -> Customer:
    """Two who take each other's access at once would both succeed without this lock."""
    customer: Customer = Customer.objects.locked(ids.decode("cus", customer_ref))
    return customer


def keep_one_manager(access: CustomerAccess, *, by: Actor) -> None:
    """LastManager when nobody else would be left who can invite. The business may, and can always help."""
    if by.may("customer.edit") or access.level != Level.MANAGES:
        return
    others = CustomerAccess.objects.filter(customer_ref=access.customer_ref, level=Level.MANAGES)
    if not others.filter(user__is_active=True).exclude(pk=access.pk).exists():
        raise LastManager
