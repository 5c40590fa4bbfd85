"""KeySet: one owner's keys, wrapped by the key file's key."""

from __future__ import annotations

from django.db import models

from tiwala.kit import clock


class KeySet(models.Model):
    """The wrapped keyset of one owner (`cus_…`, `usr_…`, `business`). Shredded: the bytes are gone, the row stays."""

    owner_ref = models.TextField(primary_key=True)
    wrapped = models.BinaryField()
    kek_id = models.BigIntegerField(db_index=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    rotated_at = models.DateTimeField(default=clock.now)
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shredded_at__isnull=True) | models.Q(wrapped=b""),
                name="vault_keyset_shredded_is_empty",
            )
        ]
