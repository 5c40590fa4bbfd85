"""A one-time link by which a person gets an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models

from tiwala.identity.models.customer_access import Level
from tiwala.identity.models.user import UserKind
from tiwala.identity.permissions import ROLES
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet


class InvitationQuerySet(RowQuerySet["Invitation"]):
    """Reads of invitations."""

    def visible_to(self, actor: Actor) -> Self:
        """All for those who may see the settings or edit customers; those to a customer for who manages it."""
        if actor.may("settings.view") or actor.may("customer.edit"):
            return self.all()
        managed = [ref for ref in actor.customer_refs if actor.goes(ref, "manages")]
        return self.filter(kind=UserKind.CUSTOMER, customer_ref__in=managed)

    def still_open(self) -> Self:
        """Those whose link still leads in."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())


class Invitation(Row):
    """Single use, with an end; the token is kept as a hash. The link must reach nobody but the mailbox it names.

    `for_whom` is the customer's name as the invited person may read it, empty for staff.
    """

    PREFIX = "ivt"

    kind = models.CharField(max_length=8, choices=UserKind.choices)
    email = SealedText(owner="key_owner")
    name = SealedText(owner="key_owner")
    for_whom = SealedText(owner="key_owner", null=True)
    language = models.CharField(max_length=3, default="en")
    role = models.CharField(max_length=16, blank=True, default="")
    customer_ref = models.CharField(max_length=40, blank=True, default="")
    level = models.CharField(max_length=8, blank=True, default="")
    token_hash = models.BinaryField(max_length=32, unique=True)
    invited_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind=UserKind.STAFF, role__in=list(ROLES), customer_ref="")
                | models.Q(kind=UserKind.CUSTOMER, role="", customer_ref__gt="", level__in=Level.values),
                name="invitation_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def key_owner(self) -> str:
        """The invited person has no account yet: the business's own keyset seals the row."""
        return "business"

    def is_open(self, *, now: datetime) -> bool:
        """Whether the link still leads in."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at
