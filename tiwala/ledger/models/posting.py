"""One side of an entry."""

from django.db import models

from tiwala.ledger.models.account import Account
from tiwala.ledger.models.entry import Entry


class Posting(models.Model):
    """A debit (above zero) or a credit (below), in smallest units, on one account, for one subject.

    Code and currency are the account's own (the database compares the three); `at` is the entry's.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    account_code = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True, default="")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(amount_minor=0), name="ledger_posting_not_zero")]
        indexes = [
            models.Index(
                fields=["account_code", "currency", "at", "id"], include=["amount_minor"], name="ledger_posting_account"
            ),
            models.Index(
                fields=["subject", "account_code"], condition=~models.Q(subject=""), name="ledger_posting_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_code} {self.currency} {self.amount_minor}"
