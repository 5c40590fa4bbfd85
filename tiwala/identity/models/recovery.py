"""The way back in for somebody who lost every second factor: slow on purpose, and stopped by one click."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from tiwala.identity.models.user import User
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet


class RecoveryQuerySet(RowQuerySet["Recovery"]):
    """Reads of recoveries."""

    def waiting(self) -> Self:
        """Those that take effect unless somebody stops them."""
        return self.filter(takes_effect_at__isnull=False, done_at=None, stopped_at=None)


class Recovery(Row):
    """By codes to two addresses, or by the business after it made sure who is asking.

    `email` is what was typed, whether or not anybody has it; `user` is set once somebody is found. Codes are kept as
    keyed hashes, the token of the "not me" link as a hash. Instants say how far it is: asked, waiting
    (takes_effect_at), done or stopped.
    """

    PREFIX = "rcv"

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="recoveries")
    email = SealedText(owner="key_owner", null=True)
    how_checked = SealedText(owner="key_owner", null=True)
    asked_by = models.CharField(max_length=40)
    first_hash = models.BinaryField(max_length=32, null=True)
    second_hash = models.BinaryField(max_length=32, null=True)
    codes_until = models.DateTimeField(null=True, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    stop_hash = models.BinaryField(max_length=32, null=True, unique=True)
    done_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(takes_effect_at__isnull=True, done_at__isnull=True, stopped_at__isnull=True)
                | Q(takes_effect_at__isnull=False, user__isnull=False, stop_hash__isnull=False),
                name="recovery_waits_for_somebody",
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(stopped_at=None), name="recovery_done_or_stopped"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=models.F("takes_effect_at")), name="recovery_not_early"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(takes_effect_at__isnull=False, done_at=None, stopped_at=None),
                name="recovery_waits_once",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def key_owner(self) -> str:
        """Nobody may be behind it: the business's own keyset seals the row."""
        return "business"

    def is_waiting(self) -> bool:
        """Whether it will take effect unless it is stopped."""
        return self.takes_effect_at is not None and self.done_at is None and self.stopped_at is None

    def is_over(self, *, now: datetime) -> bool:
        """Whether its hold is over and nobody stopped it."""
        return self.is_waiting() and self.takes_effect_at is not None and now >= self.takes_effect_at

    def takes_codes(self, *, now: datetime, wrong_max: int) -> bool:
        """Whether its codes may still be tried."""
        is_open = self.takes_effect_at is None and self.codes_until is not None and now < self.codes_until
        return is_open and self.wrong < wrong_max
