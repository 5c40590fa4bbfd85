"""What somebody agreed to: the exact words, when, on which device. Only ever added."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.customers.models.customer import Customer
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet

PURPOSES = ("keep_method", "autopay", "autopay_once")


class ConsentQuerySet(RowQuerySet["Consent"]):
    """Consents by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view customers see all; a customer sees their own."""
        if actor.may("customer.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)


class Consent(Row):
    """One yes. `words_sha256` is the hash of the exact words, UTF-8, as they stood on the page in `language`.

    `words_version` names the text without its filled-in parts. Taking a consent back never changes this row: what was
    allowed by it ends by its own verb.
    """

    PREFIX = "cst"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    customer_ref = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20)
    words_version = models.CharField(max_length=40)
    language = models.CharField(max_length=3)
    words = SealedText(owner="customer_ref", max_length=2000)
    words_sha256 = models.CharField(max_length=64)
    given_by = models.CharField(max_length=60)
    agent = models.CharField(max_length=40)
    neighbourhood = models.GenericIPAddressField()
    at = models.DateTimeField(default=clock.now)

    objects: ClassVar[ConsentQuerySet] = ConsentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="consent_purpose_known", condition=Q(purpose__in=PURPOSES)),
            models.CheckConstraint(name="consent_hash_whole", condition=Q(words_sha256__regex="^[0-9a-f]{64}$")),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="consent_only_add", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.public_id
