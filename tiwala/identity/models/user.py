"""A person who signs in: staff of the business, or one of its customers."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tiwala.identity.password_text import normal
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet


class UserKind(models.TextChoices):
    """Which side of the counter a person stands on."""

    STAFF = "staff", _("Staff")
    CUSTOMER = "customer", _("Customer")


class UserQuerySet(RowQuerySet["User"]):
    """Reads of people."""

    def visible_to(self, actor: Actor) -> Self:
        """Everyone for those who may see the settings; oneself otherwise."""
        if actor.may("settings.view"):
            return self.all()
        try:
            return self.filter(pk=ids.decode("usr", actor.id))
        except BadId:
            return self.none()


class User(Row, AbstractBaseUser):
    """A person who signs in. The e-mail address is not here but, sealed, in allauth's EmailAddress."""

    PREFIX = "usr"
    USERNAME_FIELD = "id"
    EMAIL_FIELD = ""
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    kind = models.CharField(max_length=8, choices=UserKind.choices)
    name = SealedText(owner="key_owner")
    language = models.CharField(max_length=3, choices=[("en", "English"), ("fil", "Filipino")], default="en")
    is_active = models.BooleanField(default=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    sign_in_held_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    has_short_password = models.BooleanField(default=False)
    """Whether the password is good enough only beside a second factor, which then may not be the last to go."""
    passkey_handle = models.BinaryField(max_length=32, unique=True, null=True)
    """What the person's passkeys know them by: 32 random bytes, made with the first one."""

    left_at = models.DateTimeField(null=True, blank=True)
    """When a member of staff left, for good; an account that is only switched off has none."""
    switched_on_at = models.DateTimeField(null=True, blank=True)

    held_grants: list[Any] | None = None
    held_levels: dict[str, str] | None = None
    """What one_look.py read beside the row; None: nobody has looked yet."""

    objects: ClassVar[Any] = UserQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=UserKind.values), name="user_kind_known"),
            models.CheckConstraint(condition=models.Q(language__in=["en", "fil"]), name="user_language_known"),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(is_active=False), name="user_who_left_is_off"
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def key_owner(self) -> str:
        """Whose keyset seals this person's fields: their own."""
        return self.public_id

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the business."""
        return self.kind == UserKind.STAFF

    def set_password(self, raw_password: str | None) -> None:
        """Hash the password in its normal form."""
        super().set_password(None if raw_password is None else normal(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, however its accents were typed. Hashed anew when our cost has risen."""
        return super().check_password(None if raw_password is None else normal(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Ends every session when the password or the epoch changes."""
        salt = "tiwala.identity.User.session"
        return salted_hmac(salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256").hexdigest()
