"""Who collects: one row, kept single by the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.kit import clock
from tiwala.kit.fields import SealedText


class Profile(models.Model):
    """The one business of this installation. A sole trader's name and TIN are a person's: sealed.

    `tin` is the head office's, as 000-000-000-00000. `vat_status` has no default (TAX-03) and is changed only by
    change_regime(). `ac_number` and `ac_date` come together or not at all (TAX-17).
    """

    KEY_OWNER: ClassVar[str] = "business"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    registered_name = SealedText(owner="key_owner")
    trade_name = models.CharField(max_length=120, blank=True, default="")
    tin = SealedText(owner="key_owner")
    vat_status = models.CharField(max_length=8)
    other_tax = models.CharField(max_length=16, blank=True, default="")
    address = SealedText(owner="key_owner")
    email = SealedText(owner="key_owner")
    phone = SealedText(owner="key_owner")
    time_zone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    ac_number = models.CharField(max_length=60, blank=True, default="")
    ac_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="business_profile_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="business_profile_vat_status",
                condition=models.Q(vat_status__in=["vat", "non_vat"]),
            ),
            models.CheckConstraint(
                name="business_profile_other_tax",
                condition=models.Q(other_tax="")
                | models.Q(vat_status="non_vat", other_tax__in=["percentage", "eight_percent"]),
            ),
            models.CheckConstraint(
                name="business_profile_ac_both_or_none",
                condition=models.Q(ac_number="", ac_date=None)
                | (~models.Q(ac_number="") & models.Q(ac_date__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return "business"

    @property
    def key_owner(self) -> str:
        """Whose keyset seals this row."""
        return self.KEY_OWNER

    @property
    def public_id(self) -> str:
        """There is one, so its name is its id."""
        return "business"

    def is_ready(self) -> bool:
        """Whether everything is there that an invoice must show of its seller (TAX-09)."""
        return all((self.registered_name, self.tin, self.vat_status, self.address))
