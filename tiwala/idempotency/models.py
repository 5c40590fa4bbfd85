"""The noun: a key that was used, and what was answered."""

from django.db import models

from tiwala.kit import clock, ids


class Key(models.Model):
    """One key in one scope (whose door, which door). The key itself is kept as a digest only.

    `answer` is empty while the work runs; it is sealed with the house's keys, for it may name people.
    `run` counts who holds the work: a retry after a crash takes it over under the next number.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    scope = models.CharField(max_length=160)
    digest = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    run = models.PositiveIntegerField(default=1)
    leased_until = models.DateTimeField()
    answer = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "digest"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.scope} {bytes(self.digest).hex()[:8]}"
