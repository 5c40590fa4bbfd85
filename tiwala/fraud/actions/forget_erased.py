"""Forget whoever was erased: a person without keys is nobody here either."""

from __future__ import annotations

from tiwala.fraud.actions.forget_customer import forget_customer
from tiwala.fraud.models import Sighting
from tiwala.kit.actor import Actor
from tiwala.vault.queries import shredded_owners


def forget_erased(*, by: Actor) -> int:
    """Everybody whose keyset was shredded and who was seen here; says how many. One transaction a person.

    However a person is erased, their keys are destroyed; so nothing needs to tell this room, and nothing is missed.
    """
    seen = Sighting.objects.filter(customer_ref__in=shredded_owners("cus_")).values_list("customer_ref", flat=True)
    refs = sorted(set(seen.order_by("customer_ref").distinct()))
    for ref in refs:
        forget_customer(ref, by=by)
    return len(refs)
