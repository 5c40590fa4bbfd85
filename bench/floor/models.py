"""The house's own tables as a plain project would read them. Nothing here makes or changes a table."""

from __future__ import annotations

from django.db import models


class Invoice(models.Model):
    """An invoice's head."""

    id = models.UUIDField(primary_key=True)
    number_text = models.TextField()
    description = models.TextField()
    issued_on = models.DateField()
    due_on = models.DateField()
    currency = models.TextField()
    total_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    state = models.TextField()

    class Meta:
        managed = False
        db_table = "invoicing_invoice"


class Link(models.Model):
    """A pay link."""

    id = models.UUIDField(primary_key=True)
    token_hash = models.BinaryField()
    expires_at = models.DateTimeField()
    invoice = models.ForeignKey(Invoice, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "invoicing_paylink"


class Line(models.Model):
    """A line of an invoice."""

    invoice = models.ForeignKey(Invoice, models.DO_NOTHING)
    position = models.IntegerField()
    description = models.TextField()
    quantity = models.DecimalField(max_digits=12, decimal_places=4)
    unit = models.TextField()
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "invoicing_line"


class Balance(models.Model):
    """What is open on a subject."""

    account_code = models.TextField()
    subject = models.TextField()
    currency = models.TextField()
    balance_minor = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_subject_balance"
