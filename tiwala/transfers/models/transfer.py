"""A payer means to send money to one of our accounts; and the money that a person saw there."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.models import Attempt
from tiwala.transfers.models.receiving_account import ReceivingAccount


class TransferQuerySet(RowQuerySet["Transfer"]):
    """Transfers by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments."""
        return self.all() if actor.may("payment.view") else self.none()


class Transfer(Row):
    """What an attempt by hand needs besides: our account, and the short reference the payer writes along."""

    PREFIX = "trf"

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(ReceivingAccount, on_delete=models.PROTECT, related_name="+")
    customer_ref = models.CharField(max_length=40, db_index=True)
    reference = models.CharField(max_length=12, unique=True)

    objects: ClassVar[TransferQuerySet] = TransferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        triggers: ClassVar = [pgtrigger.Protect(name="transfer_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class SeenMoney(models.Model):
    """One line of the bank's statement that paid one transfer. The database knows each line once an account."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="seen")
    account = models.ForeignKey(ReceivingAccount, on_delete=models.PROTECT, related_name="+")
    bank_reference = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    seen_on = models.DateField()
    confirmed_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="bank_line_once", fields=["account", "bank_reference"]),
            models.CheckConstraint(name="seen_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="seen_has_reference", condition=~Q(bank_reference="")),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="seen_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def amount(self) -> Money:
        """What came."""
        return Money(self.amount_minor, self.currency)
