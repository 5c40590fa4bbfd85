"""An account of the business's own at a bank or e-wallet."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet


class ReceivingAccountQuerySet(RowQuerySet["ReceivingAccount"]):
    """Accounts by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may look at the settings."""
        return self.all() if actor.may("settings.view") else self.none()

    def open(self) -> Self:
        """Those that payers are shown."""
        return self.filter(closed_at=None).order_by("id")


class ReceivingAccount(Row):
    """Where payers send money. Never changed: another number is another account, this one closes.

    Number, holder and code are sealed, so that somebody who writes into the database cannot turn money elsewhere.
    """

    PREFIX = "rca"
    key_owner = "business"

    bank = models.CharField(max_length=60)
    holder = SealedText(owner="key_owner", max_length=100)
    number = SealedText(owner="key_owner", max_length=40)
    qr_text = SealedText(owner="key_owner", max_length=600)
    takes_amount = models.BooleanField(default=False)
    currency = models.CharField(max_length=3, default="PHP")
    asked_by = models.CharField(max_length=60, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[ReceivingAccountQuerySet] = ReceivingAccountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="receiving_account_has_bank", condition=~Q(bank=""))]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="receiving_account_stays_as_it_was", fields=["bank", "takes_amount", "currency", "asked_by"]
            ),
            pgtrigger.Protect(name="receiving_account_stays", operation=pgtrigger.Delete),
        ]

    @property
    def is_open(self) -> bool:
        """Whether payers are shown it."""
        return self.closed_at is None

    @property
    def masked(self) -> str:
        """Bank and last letters of the number, for lists and receipts."""
        return f"{self.bank} •••• {self.number[-4:]}" if self.number else self.bank
