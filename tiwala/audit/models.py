"""The audit trail's nouns: a record of an act, and the signed head of the chain."""

from typing import ClassVar

from django.db import models

from tiwala.kit import clock
from tiwala.kit.rows import Row


class Record(Row):
    """One act. `seq` counts without gaps; `mac` is keyed over the record before it and this one's content.

    `personal` (address, label) is sealed apart and enters the chain as a digest of its sealed bytes, which are
    random: blacked out later, the chain still verifies and the digest tells nothing.
    """

    PREFIX: ClassVar[str] = "rec"

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    tag = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=100, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=100)
    request_id = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    personal = models.BinaryField(default=bytes)
    personal_owner = models.CharField(max_length=40, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    before = models.BinaryField()
    mac = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_ref", "-seq"], name="audit_record_subject"),
            models.Index(fields=["actor_id", "-seq"], name="audit_record_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.tag} {self.subject_ref}"


class Head(models.Model):
    """The newest record at an instant, signed: proof that the chain up to there is the one that was."""

    at = models.DateTimeField(default=clock.now)
    seq = models.BigIntegerField()
    mac = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seq"], name="audit_head_once")]

    def __str__(self) -> str:
        return f"head {self.seq}"
