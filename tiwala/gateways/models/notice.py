"""The inbox of what gateways told us: stored first, read later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiwala.gateways.models.gateway_account import GatewayAccount
from tiwala.kit.fields import SealedBytes, SealedJSON
from tiwala.kit.rows import Row


class NoticeProof(models.TextChoices):
    """Whether it proved itself. Refused ones are kept one an hour and account, as a trace."""

    OK = "ok"
    REFUSED = "refused"


class NoticeState(models.TextChoices):
    """Received and waiting; handled and told to the house; ignored (not for us); failed (a person was told)."""

    RECEIVED = "received"
    HANDLED = "handled"
    IGNORED = "ignored"
    FAILED = "failed"


class Notice(Row):
    """One notice, once per account and event id however often it came. Body and proof are sealed.

    `received_at` is the machine's own instant (signatures are judged by it), `created_at` the house's.
    `proof_facts` holds the headers the proof needs and the sender's address.
    """

    PREFIX: ClassVar[str] = "ntc"
    key_owner: ClassVar[str] = "business"

    account = models.ForeignKey(GatewayAccount, on_delete=models.PROTECT, related_name="notices", db_index=False)
    event_id = models.CharField(max_length=200)
    name = models.CharField(max_length=100, default="", blank=True)
    kind = models.CharField(max_length=20, default="", blank=True)
    attempt_key = models.CharField(max_length=255, default="", blank=True)
    reference = models.CharField(max_length=200, default="", blank=True)
    body = SealedBytes(owner="key_owner")
    proof_facts = SealedJSON(owner="key_owner")
    received_at = models.DateTimeField()
    proof = models.CharField(max_length=10, choices=NoticeProof.choices)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.RECEIVED)
    why = models.CharField(max_length=40, default="", blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("account", "event_id"), name="gateways_notice_once"),
            models.CheckConstraint(condition=Q(proof__in=NoticeProof.values), name="gateways_notice_proof"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="gateways_notice_state"),
            models.CheckConstraint(
                condition=Q(proof="ok") | ~Q(state__in=("received", "handled")), name="gateways_notice_refused_not_read"
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(state="received"), name="gateways_notice_waiting"),
            models.Index(fields=("attempt_key",), condition=~Q(attempt_key=""), name="gateways_notice_attempt"),
        )

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"
