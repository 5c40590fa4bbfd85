"""A place the business sells from, with its own series of numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row


class Branch(Row):
    """A registered branch. `code` is the five digits after the TIN; the head office is 00000. Never renumbered."""

    PREFIX = "brn"
    KEY_OWNER: ClassVar[str] = "business"

    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=120)
    address = SealedText(owner="key_owner")

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="business_branch_code", condition=models.Q(code__regex=r"^[0-9]{5}$")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def key_owner(self) -> str:
        """Whose keyset seals this row."""
        return self.KEY_OWNER
