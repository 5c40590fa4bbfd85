"""One money event in the books."""

from typing import ClassVar

from django.db import models

from tiwala.kit import clock
from tiwala.kit.rows import Row


class Entry(Row):
    """What happened (`kind`), what it came from (`source`, a public id), when, and by whom.

    Only added to; at commit its postings are at least two and sum to zero in each currency.
    """

    PREFIX: ClassVar[str] = "ent"

    kind = models.CharField(max_length=60)
    source = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now, db_index=True)
    memo = models.CharField(max_length=200, blank=True, default="")
    by_actor = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source"], name="ledger_entry_once"),
            models.CheckConstraint(condition=~models.Q(source="") & ~models.Q(kind=""), name="ledger_entry_has_source"),
        ]
        indexes = [models.Index(fields=["source"], name="ledger_entry_source")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"
