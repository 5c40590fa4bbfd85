"""The running balance of one subject on one account."""

from django.db import models


class SubjectBalance(models.Model):
    """Kept by a trigger for the accounts of chart.BY_SUBJECT; proven against the postings by checks.py.

    `balance_minor` has the postings' sign: above zero is owed to us, below zero is owed by us.
    """

    account_code = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_subject_balance"
        constraints = [
            models.UniqueConstraint(fields=["account_code", "subject", "currency"], name="ledger_subject_balance_one")
        ]

    def __str__(self) -> str:
        return f"{self.account_code} {self.subject} {self.currency} {self.balance_minor}"
