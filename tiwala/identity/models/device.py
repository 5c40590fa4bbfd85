"""A browser from which a person signed in before: known by a cookie of its own, not by what it says it is."""

from __future__ import annotations

from django.db import models

from tiwala.identity.models.user import User
from tiwala.kit import clock
from tiwala.kit.rows import Row


class Device(Row):
    """One browser of one person. The cookie's token is kept as a hash; what helps to recognise it is cut short."""

    PREFIX = "dev"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.BinaryField(max_length=32)
    agent = models.CharField(max_length=40)
    neighbourhood = models.GenericIPAddressField()
    last_signed_in_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "token_hash"], name="device_known_once"),)

    def __str__(self) -> str:
        return self.public_id
