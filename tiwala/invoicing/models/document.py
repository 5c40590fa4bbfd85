"""Papers as they were issued: bytes sealed, with their hash; and the receipts that acknowledge payments."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from tiwala.invoicing.models.series import Series
from tiwala.kit import clock
from tiwala.kit.fields import SealedBytes
from tiwala.kit.rows import Row


class Document(Row):
    """The paper or its JSON twin, kept for ever as it was: one per (owner, kind), with the SHA-256 of its bytes."""

    PREFIX = "doc"

    owner_ref = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20)
    customer_ref = models.CharField(max_length=40)
    content = SealedBytes(owner="customer_ref")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="document_once", fields=["owner_ref", "kind"])]


class Receipt(Row):
    """Acknowledges a payment or a refund; a supplementary document (TAX-02), own series, only added to."""

    PREFIX = "rcp"

    kind = models.CharField(max_length=8, default="receipt")
    source_ref = models.CharField(max_length=40, unique=True)
    payment_ref = models.CharField(max_length=40, db_index=True)
    customer_ref = models.CharField(max_length=40, db_index=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    number_text = models.CharField(max_length=40)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=clock.now)
    amount_minor = models.BigIntegerField()
    credited_minor = models.BigIntegerField(default=0)
    surcharge_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=30)
    shares = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="receipt_number_once", fields=["series", "number"])]
        triggers: ClassVar = [pgtrigger.Protect(name="receipt_only_add", operation=pgtrigger.Update | pgtrigger.Delete)]
