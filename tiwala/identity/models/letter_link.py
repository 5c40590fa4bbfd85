"""A link in a letter that does one thing, once, until its end."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from tiwala.identity.models.user import User
from tiwala.kit.rows import Row


class LinkPurpose(models.TextChoices):
    """The one thing a link is good for."""

    NOT_ME = "not_me"


class LetterLink(Row):
    """The token is kept as a hash. Opening the link shows a page; only that page's button does anything."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letter_links")
    purpose = models.CharField(max_length=16, choices=LinkPurpose.choices)
    token_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(purpose__in=LinkPurpose.values), name="letter_link_purpose_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"

    def is_open(self, *, now: datetime) -> bool:
        """Whether it still does anything."""
        return self.used_at is None and now < self.expires_at
