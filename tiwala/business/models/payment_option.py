"""A way to pay that the business offers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.kit.rows import Row


class PaymentOption(Row):
    """One method at one gateway account (an opaque `gac_…`). `min_partial_minor` counts smallest units.

    Several accounts may offer the same method: `position` says which comes first. `fee_…` is what the contract takes
    of a payment (hundredths of a percent, and smallest units); None where only the gateway's list price is known.
    `surcharge_…` is what the payer pays on top for paying this way, nothing unless the business says so.
    """

    PREFIX = "opt"

    method = models.CharField(max_length=24)
    gateway_account_ref = models.CharField(max_length=40)
    name = models.CharField(max_length=60, blank=True, default="")
    enabled = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    allow_partial = models.BooleanField(default=False)
    min_partial_minor = models.BigIntegerField(default=0)
    fee_share_bp = models.PositiveIntegerField(null=True, blank=True)
    fee_fixed_minor = models.PositiveIntegerField(null=True, blank=True)
    surcharge_share_bp = models.PositiveIntegerField(default=0)
    surcharge_fixed_minor = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["method", "gateway_account_ref"], name="business_option_once"),
            models.CheckConstraint(name="business_option_min_partial", condition=models.Q(min_partial_minor__gte=0)),
            models.CheckConstraint(
                name="business_option_fee_whole",
                condition=models.Q(fee_share_bp__isnull=True, fee_fixed_minor__isnull=True)
                | models.Q(fee_share_bp__isnull=False, fee_fixed_minor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} at {self.gateway_account_ref}"
