"""What a payer shows for a transfer: a file and what they say about it. Nothing of it is believed."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedBytes, SealedText
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.transfers.models.transfer import Transfer
from tiwala.transfers.states import PROOF, ProofState


class ProofQuerySet(RowQuerySet["Proof"]):
    """Proofs by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who take money; they show people's accounts."""
        return self.all() if actor.may("payment.record_cash") else self.none()

    def waiting(self) -> Self:
        """Those nobody has decided about."""
        return self.filter(state=ProofState.WAITING)

    def decided(self) -> Self:
        """Those a person accepted or not."""
        return self.exclude(state=ProofState.WAITING)


class Proof(Row):
    """One file for one transfer. `digest` (SHA-256) tells the same file again, also when the file is deleted."""

    PREFIX = "prf"

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="proofs")
    customer_ref = models.CharField(max_length=40)
    content = SealedBytes(owner="customer_ref", null=True)
    media_type = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=32)
    scan = models.CharField(max_length=10)
    claimed_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    bank_reference = models.CharField(max_length=40, db_index=True)
    paid_on = models.DateField()
    sent_by = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default=ProofState.WAITING)
    state_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=60, blank=True, default="")
    why = models.CharField(max_length=20, blank=True, default="")
    words = SealedText(owner="customer_ref", max_length=300, null=True)
    wiped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ProofQuerySet] = ProofQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="proof_once", fields=["transfer", "digest"]),
            models.CheckConstraint(name="proof_claims_something", condition=Q(claimed_minor__gt=0)),
            models.CheckConstraint(
                name="proof_wiped_whole",
                condition=Q(wiped_at__isnull=True, content__isnull=False)
                | (Q(wiped_at__isnull=False, content__isnull=True, words__isnull=True) & ~Q(state="waiting")),
            ),
            models.CheckConstraint(name="proof_scan_known", condition=Q(scan__in=["clean", "unscanned"])),
        ]
        indexes: ClassVar = [
            models.Index(name="proof_digest", fields=["digest"]),
            models.Index(name="proof_waiting", fields=["created_at"], condition=Q(state="waiting")),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="proof_moves", field="state", transitions=[(a.value, b.value) for a, b in PROOF.pairs()]
            ),
            pgtrigger.ReadOnly(
                name="proof_stays_as_sent",
                fields=[
                    "transfer",
                    "customer_ref",
                    "media_type",
                    "digest",
                    "claimed_minor",
                    "bank_reference",
                    "paid_on",
                ],
            ),
            pgtrigger.Protect(
                name="proof_stays_wiped",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__wiped_at__isnull=False),
            ),
            pgtrigger.Protect(name="proof_stays", operation=pgtrigger.Delete),
        ]

    @property
    def claimed(self) -> Money:
        """What the payer says they sent."""
        return Money(self.claimed_minor, self.currency)

    def move(self, move: str, *, by: Actor) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = PROOF.after(ProofState(self.state), move)
        self.state_at = clock.now()
        self.decided_by = by.id
