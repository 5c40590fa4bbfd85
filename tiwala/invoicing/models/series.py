"""Running numbers of documents: one series per branch and kind, gapless, never back, never reset (TAX-04)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

KINDS = ("invoice", "credit_note", "receipt", "refund")


class Series(models.Model):
    """`next_number` is drawn under the row's lock inside the issuing transaction; a rollback gives it back.

    `first_number` is where the series began: 1, or the number after the last one of the books before us (TAX-04).
    """

    branch = models.ForeignKey("business.Branch", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=12)
    prefix = models.CharField(max_length=20)
    first_number = models.BigIntegerField(default=1)
    next_number = models.BigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_series_per_branch_and_document", fields=["branch", "document"]),
            models.UniqueConstraint(name="series_prefix_once", fields=["document", "prefix"]),
            models.CheckConstraint(name="series_document_known", condition=Q(document__in=KINDS)),
            models.CheckConstraint(
                name="series_counts_up", condition=Q(first_number__gte=1, next_number__gte=F("first_number"))
            ),
        ]
