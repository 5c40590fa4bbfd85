"""One browser's stay: whose it is, how it was proven, when it began and when it was last used."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tiwala.identity.models.device import Device
from tiwala.identity.models.user import User
from tiwala.kit import clock, ids


class Assurance(models.TextChoices):
    """How a session was opened or raised; empty for guests."""

    PASSWORD = "password", _("Password")
    FACTOR = "factor", _("Password and second step")
    PASSKEY = "passkey", _("Passkey")


WITH_FACTOR = frozenset({Assurance.FACTOR, Assurance.PASSKEY})


class Session(AbstractBaseSession):
    """The key is a hash of the cookie, the content sealed (sessions.py). Guests have rows too, without a user."""

    PREFIX = "ses"

    ref = models.UUIDField(default=ids.uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")
    started_at = models.DateTimeField(default=clock.now)
    last_active_at = models.DateTimeField(default=clock.now)
    assurance = models.CharField(max_length=8, choices=Assurance.choices, blank=True, default="")
    proved_at = models.DateTimeField(null=True, blank=True)
    factor_proved_at = models.DateTimeField(null=True, blank=True)
    device = models.ForeignKey(Device, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    agent = models.CharField(max_length=40, blank=True, default="")
    neighbourhood = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=True, assurance="", proved_at__isnull=True, factor_proved_at__isnull=True)
                | Q(user__isnull=False, assurance__in=Assurance.values),
                name="session_of_a_person_is_proven",
            ),
            models.CheckConstraint(
                condition=Q(assurance__in=WITH_FACTOR) | Q(factor_proved_at__isnull=True),
                name="session_with_a_factor_says_so",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def public_id(self) -> str:
        """The id as its owner sees it; it changes when the cookie does."""
        return ids.encode(self.PREFIX, self.ref)

    @property
    def has_factor(self) -> bool:
        """Whether it was opened or raised with a second factor."""
        return self.assurance in WITH_FACTOR
