"""What we keep of a passkey beside allauth's own row: whose it is, how it counts, whether it may have been copied."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tiwala.identity.models.user import User
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet

NAME_LETTERS = 60


def tidy_name(text: str) -> str:
    """A name without stray blanks, cut to what the column takes; never empty."""
    return " ".join(text.split())[:NAME_LETTERS].strip() or "Passkey"


class Doubt(models.TextChoices):
    """Why a passkey is no longer trusted on its own."""

    COUNTER = "counter", _("Its counter went back: there may be a copy of it.")
    BACKUP = "backup", _("It now says of itself that it can be copied, or no longer can.")


class PasskeyQuerySet(RowQuerySet["Passkey"]):
    """Reads of passkeys."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and nobody else's."""
        try:
            return self.filter(user_id=ids.decode("usr", actor.id)).select_related("authenticator", "user")
        except BadId:
            return self.none()


class Passkey(Row):
    """One passkey of one person. allauth's row holds the public key and when it was last used.

    `is_backup_eligible` is fixed for life; `sign_count` only grows, and stays 0 where the key is synced.
    """

    PREFIX = "psk"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    authenticator = models.OneToOneField("mfa.Authenticator", on_delete=models.CASCADE, related_name="passkey")
    credential_id = models.BinaryField(max_length=1023, unique=True)
    name = SealedText(owner="key_owner", max_length=NAME_LETTERS)
    transports = ArrayField(models.CharField(max_length=20), default=list)
    sign_count = models.BigIntegerField(default=0)
    is_discoverable = models.BooleanField(default=False)
    is_backup_eligible = models.BooleanField()
    is_backed_up = models.BooleanField()
    doubt = models.CharField(max_length=8, choices=Doubt.choices, blank=True, default="")
    doubted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = PasskeyQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(condition=models.Q(sign_count__gte=0), name="passkey_counts_upwards"),
            models.CheckConstraint(
                condition=models.Q(is_backup_eligible=True) | models.Q(is_backed_up=False),
                name="passkey_backed_up_only_if_it_can_be",
            ),
            models.CheckConstraint(
                condition=models.Q(doubt="", doubted_at__isnull=True)
                | models.Q(doubt__in=Doubt.values, doubted_at__isnull=False),
                name="passkey_doubt_has_its_instant",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def key_owner(self) -> str:
        """Whose keyset seals the name: the person's own."""
        return self.user.public_id

    @property
    def is_doubted(self) -> bool:
        """Whether another factor is asked for beside it."""
        return bool(self.doubt)

    @property
    def last_used_at(self) -> Any:
        """When it last let somebody in; None for never."""
        return self.authenticator.last_used_at
