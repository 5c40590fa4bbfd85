"""Since when the business pays which tax on its sales."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.business.words import VatStatus
from tiwala.kit.rows import Row


class TaxRegime(Row):
    """One line of the history (TAX-15): from this day on. Lines are added, never changed."""

    vat_status = models.CharField(max_length=8)
    other_tax = models.CharField(max_length=16, blank=True, default="")
    starts_on = models.DateField(unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="business_regime_vat_status", condition=models.Q(vat_status__in=[each.value for each in VatStatus])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vat_status} from {self.starts_on}"
