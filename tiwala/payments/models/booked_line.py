"""What of a gateway's statement stands in the books: a fee it kept, a payout it made."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet


class BookedLineQuerySet(RowQuerySet["BookedLine"]):
    """Lines by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may read the books."""
        return self.all() if actor.may("ledger.view") else self.none()

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(taken_back_at__isnull=True)


class BookedLine(Row):
    """One line of a statement in the books, once for what it is about; the source of its entry.

    `about` names what the money was for at this account: `fee:att_…`, `fee:ref_…`, `back:att_…`, `line:<theirs>`,
    `payout:<theirs>`, `returned:<theirs>`. Above zero money left the gateway's account; below, it came back.
    `vat_minor` is the part of the fee that stands apart. Exactly what the books say.
    """

    PREFIX = "bkl"

    gateway_account_ref = models.CharField(max_length=40)
    about = models.CharField(max_length=140)
    reference = models.CharField(max_length=120, blank=True)
    payment_ref = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    fee_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    paid_out_minor = models.BigIntegerField(default=0)
    booked_by = models.CharField(max_length=100)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=100, blank=True)
    taken_back_why = models.CharField(max_length=200, blank=True)

    objects: ClassVar[BookedLineQuerySet] = BookedLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="booked_line_once",
                fields=["gateway_account_ref", "about"],
                condition=Q(taken_back_at__isnull=True),
            ),
            models.CheckConstraint(name="booked_line_says_something", condition=~Q(fee_minor=0, paid_out_minor=0)),
            models.CheckConstraint(
                name="booked_line_vat_is_a_part",
                condition=Q(vat_minor__gte=0, vat_minor__lte=F("fee_minor"))
                | Q(vat_minor__lte=0, vat_minor__gte=F("fee_minor")),
            ),
            models.CheckConstraint(
                name="booked_line_names_something", condition=~Q(about="") & ~Q(gateway_account_ref="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="booked_line_newest", fields=["gateway_account_ref", "told_at"]),
            models.Index(name="booked_line_about", fields=["gateway_account_ref", "about"]),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="booked_line_stays_as_booked",
                fields=[
                    *("gateway_account_ref", "about", "reference", "payment_ref", "told_at", "currency"),
                    *("fee_minor", "vat_minor", "paid_out_minor", "booked_by"),
                ],
            ),
            pgtrigger.Protect(
                name="booked_line_is_taken_back_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__taken_back_at__isnull=False),
            ),
            pgtrigger.Protect(name="booked_line_stays", operation=pgtrigger.Delete),
        ]

    @property
    def fee(self) -> Money:
        """What the gateway kept; below zero it gave it back."""
        return Money(self.fee_minor, self.currency)

    @property
    def paid_out(self) -> Money:
        """What it sent us; below zero it came back to it."""
        return Money(self.paid_out_minor, self.currency)

    @property
    def kind(self) -> str:
        """What happened, as the entry in the books is called."""
        if self.paid_out_minor:
            return "paid_out" if self.paid_out_minor > 0 else "payout_returned"
        return "gateway_fee" if self.fee_minor > 0 else "gateway_fee_returned"
