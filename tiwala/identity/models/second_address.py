"""One more address of a person: for news about the account and for the way back in. Nobody signs in with it."""

from __future__ import annotations

from django.db import models

from tiwala.identity.models.user import User
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row


class SecondAddress(Row):
    """Counts once it is verified by its code; the code is kept as a keyed hash and ends."""

    PREFIX = "adr"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_address")
    email = SealedText(owner="key_owner")
    verified_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.BinaryField(max_length=32)
    code_until = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(wrong__lte=5), name="second_address_wrong_few"),)

    def __str__(self) -> str:
        return self.public_id

    @property
    def key_owner(self) -> str:
        """Sealed under the person's own keyset."""
        return self.user.public_id
