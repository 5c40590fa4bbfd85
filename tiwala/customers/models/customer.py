"""Customer: who pays."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models

from tiwala.customers.states import MACHINE, CustomerState
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.kit.fields import BlindIndex, SealedText
from tiwala.kit.rows import Row, RowQuerySet

NAME_COLUMN, EMAIL_COLUMN, PHONE_COLUMN = "customers.name_index", "customers.email_index", "customers.phone_index"
"""The blind indexes by name: each has a key space of its own, so that digests never meet across columns."""


class CustomerQuerySet(RowQuerySet["Customer"]):
    """Customers by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them for staff who may view customers; otherwise the ones this actor is."""
        if actor.may("customer.view"):
            return self.all()
        return self.filter(pk__in=[pk for ref in actor.customer_refs if (pk := _pk(ref))])


class Customer(Row):
    """Who pays. All that is personal is sealed under the customer's own keyset, `cus_…`: shred it and they are gone.

    The index columns hold keyed digests, so that a row can be found and not read. `register_key` is the
    idempotency key of its making, empty for none.
    """

    PREFIX = "cus"

    name = SealedText(owner="key_owner")
    email = SealedText(owner="key_owner")
    phone = SealedText(owner="key_owner")
    address = SealedText(owner="key_owner")
    tin = SealedText(owner="key_owner")
    tax_kind = SealedText(owner="key_owner")
    language = models.CharField(max_length=3, default="en")
    state = models.CharField(max_length=8, default=CustomerState.ACTIVE.value)
    state_at = models.DateTimeField(default=clock.now)
    register_key = models.CharField(max_length=100, blank=True, default="")
    name_index = BlindIndex()
    email_index = BlindIndex()
    phone_index = BlindIndex()

    objects: ClassVar[Any] = CustomerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="customers_language", condition=models.Q(language__in=["en", "fil"])),
            models.CheckConstraint(
                name="customers_state", condition=models.Q(state__in=[each.value for each in CustomerState])
            ),
            models.UniqueConstraint(
                fields=["register_key"], name="customers_register_key_once", condition=~models.Q(register_key="")
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            BlindIndex.gin("name_index", name="customers_name_words"),
            BlindIndex.gin("email_index", name="customers_email_whole"),
            BlindIndex.gin("phone_index", name="customers_phone_digits"),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="customer_moves", field="state", transitions=[(a.value, b.value) for a, b in MACHINE.pairs()]
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def key_owner(self) -> str:
        """Whose keyset seals this row: the customer's own."""
        return self.public_id

    def move(self, name: str) -> None:
        """Make this move, or refuse when it does not lead on from here. The caller saves."""
        self.state = MACHINE.after(CustomerState(self.state), name).value
        self.state_at = clock.now()


def _pk(ref: str) -> object:
    try:
        return ids.decode("cus", ref)
    except BadId:
        return None
