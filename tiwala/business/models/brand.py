"""How the business looks on every page and letter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.kit import clock


class Brand(models.Model):
    """One row: a colour as #rrggbb or none, a logo of a checked kind or none.

    `version` rises with each change; `logo_digest` changes with the logo.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    colour = models.CharField(max_length=7, blank=True, default="")
    logo = models.BinaryField(blank=True, default=b"")
    logo_type = models.CharField(max_length=16, blank=True, default="")
    logo_digest = models.CharField(max_length=10, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="business_brand_is_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="business_brand_colour", condition=models.Q(colour="") | models.Q(colour__regex=r"^#[0-9a-f]{6}$")
            ),
        ]

    def __str__(self) -> str:
        return "brand"
