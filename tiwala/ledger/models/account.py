"""An account of the chart in one currency."""

from django.db import models

from tiwala.kit import clock
from tiwala.ledger.chart import Kind


class Account(models.Model):
    """Opened when it is first posted to; never changed, never closed."""

    code = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "currency"], name="ledger_account_code_currency"),
            models.UniqueConstraint(fields=["id", "code", "currency"], name="ledger_account_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.currency}"
