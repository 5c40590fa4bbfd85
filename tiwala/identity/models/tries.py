"""Wrong tries at one secret of one account, and where failures came from of late."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tiwala.identity.models.user import User
from tiwala.kit.rows import Row


class Which(models.TextChoices):
    """What is guessed at."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("Code of the second step")


class Tries(Row):
    """How many tries in a row failed, and from when on the next one is looked at.

    `subject` is a keyed hash: of the account, or of an address that nobody has, so that both look alike here and
    at the door. `user` is empty for the latter. `told_at`: when the person was last told of a lock.
    """

    subject = models.BinaryField(max_length=32)
    which = models.CharField(max_length=8, choices=Which.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="tries")
    count = models.PositiveIntegerField(default=0)
    opens_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject", "which"], name="tries_counted_once"),
            models.CheckConstraint(condition=models.Q(which__in=Which.values), name="tries_at_what_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.which} {self.count}"


class FailedTry(Row):
    """One failure: at whose account (a keyed hash) and from which neighbourhood of the network. Kept for two days."""

    at = models.DateTimeField(db_index=True)
    subject = models.BinaryField(max_length=32)
    network = models.CharField(max_length=45)

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.network}"
