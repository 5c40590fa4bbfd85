"""Forget whoever was erased: a person without keys is nobody here either."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.db.models import QuerySet

from tiwala.fraud.actions.forget_customer import forget_customer
from tiwala.fraud.models import Review, Sighting
from tiwala.kit.actor import Actor
from tiwala.vault.queries import shredded_owners


def forget_erased(*, by: Actor) -> int:
    """Everybody whose keyset was shredded and who was seen here; says how many. One transaction a person.

    However a person is erased, their keys are destroyed; so nothing needs to tell this room, and nothing is missed.
    """
    erased = shredded_owners("cus_")
    seen = (_whose(kind.objects.filter(customer_ref__in=erased)) for kind in (Sighting, Review))
    refs = sorted(set(chain.from_iterable(seen)))
    for ref in refs:
        forget_customer(ref, by=by)
    return len(refs)


def _whose(rows: QuerySet[Any]) -> QuerySet[Any, str]:
    return rows.order_by("customer_ref").values_list("customer_ref", flat=True).distinct()
