"""The credit note (credit memo): own gapless series, lowers an issued invoice, never edits it (TAX-14)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from tiwala.invoicing.models.invoice import Invoice
from tiwala.invoicing.models.series import Series
from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.kit.rows import Row


class CreditNote(Row):
    """How much less is owed, split as the invoice's tax was. Only added to."""

    PREFIX = "crn"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    number_text = models.CharField(max_length=40)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=clock.now)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="credit_note_number_once", fields=["series", "number"]),
            models.CheckConstraint(
                name="credit_note_adds_up",
                condition=Q(total_minor=F("net_minor") + F("vat_minor")) & Q(total_minor__gt=0),
            ),
            models.CheckConstraint(name="credit_note_has_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="credit_note_only_add", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    @property
    def total(self) -> Money:
        """How much less is owed."""
        return Money(self.total_minor, self.currency)
