"""The nouns: something that waits for a second person, and when one is needed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from tiwala.approvals.kinds import KINDS, Kind, kind
from tiwala.approvals.states import PROPOSAL, ProposalState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedJSON, SealedText
from tiwala.kit.rows import Row, RowQuerySet


class ProposalQuerySet(RowQuerySet["Proposal"]):
    """Reads of proposals."""

    def visible_to(self, actor: Actor) -> Self:
        """What one asked for, what one could ask for or decide, and everything for who reads the trail."""
        if actor.may("audit.view"):
            return self.all()
        kinds = [name for name, one in KINDS.items() if actor.may(one.ask) or actor.may(one.decide)]
        return self.filter(Q(asked_by=actor.id) | Q(kind__in=kinds))

    def waiting(self) -> Self:
        """What can still be decided."""
        return self.filter(state=ProposalState.ASKED, expires_at__gt=clock.now())


class Proposal(Row):
    """A verb with its frozen facts (ids, amounts, words of ours) that happens when a second person says yes.

    `sealed` holds what nobody may read (keys) or what is personal; it goes when the proposal ends. `stands_for` is the
    person behind an API key: they are no second person for it either.
    """

    PREFIX: ClassVar[str] = "apr"
    key_owner: ClassVar[str] = "business"

    kind = models.CharField(max_length=20)
    subject_ref = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)
    sealed = SealedJSON(owner="key_owner", null=True, blank=True)
    reason = SealedText(owner="key_owner", max_length=300)
    key = models.CharField(max_length=120, unique=True)
    asked_by = models.CharField(max_length=60)
    stands_for = models.CharField(max_length=60)
    asked_at = models.DateTimeField(default=clock.now)
    ripe_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ProposalState.ASKED.value)
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    word = SealedText(owner="key_owner", max_length=300, null=True, blank=True)
    is_alone = models.BooleanField(default=False)
    result_ref = models.CharField(max_length=100, blank=True, default="")
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (
                    Q(is_alone=False)
                    & ~Q(decided_by="")
                    & ~Q(decided_by=F("asked_by"))
                    & ~Q(decided_by=F("stands_for"))
                )
                | Q(is_alone=True, decided_at__gte=F("ripe_at")),
                name="proposal_needs_another_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_at__lt=F("expires_at")), name="proposal_decided_in_time"
            ),
            models.CheckConstraint(condition=Q(used_at=None) | Q(state="approved"), name="proposal_used_once_approved"),
            models.CheckConstraint(condition=Q(state__in=list(ProposalState)), name="proposal_state_known"),
        )
        indexes = (models.Index(fields=["expires_at"], condition=Q(state="asked"), name="proposal_waiting"),)
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="proposal_moves", field="state", transitions=[(a.value, b.value) for a, b in PROPOSAL.pairs()]
            ),
            pgtrigger.ReadOnly(
                name="proposal_stays_as_asked",
                fields=[
                    "kind", "subject_ref", "facts", "key", "asked_by", "stands_for",
                    "asked_at", "ripe_at", "expires_at",
                ],
            ),
            pgtrigger.Protect(name="proposal_stays", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def about(self) -> Kind:
        """The kind's words and permissions."""
        return kind(self.kind)

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        return self.state == ProposalState.ASKED and clock.now() < self.expires_at

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves.

        What was sealed goes, unless it is to be fetched.
        """
        self.state = PROPOSAL.after(ProposalState(self.state), move).value
        if not (self.state == ProposalState.APPROVED and self.about.is_fetched):
            self.sealed = None


class FourEyes(Row):
    """The one row that says when a second person is needed. Without it the house's own numbers hold."""

    key_owner: ClassVar[str] = "business"

    one = models.BooleanField(default=True, unique=True)
    refund_limit_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    alone_by = models.CharField(max_length=60, blank=True, default="")
    alone_since = models.DateTimeField(null=True, blank=True)
    alone_why = SealedText(owner="key_owner", max_length=300, null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(one=True), name="four_eyes_one_row"),
            models.CheckConstraint(condition=Q(refund_limit_minor__gte=0), name="four_eyes_limit_not_below_zero"),
            models.CheckConstraint(
                condition=Q(alone_by="", alone_since=None) | (~Q(alone_by="") & Q(alone_since__isnull=False)),
                name="four_eyes_alone_is_signed",
            ),
        )

    def __str__(self) -> str:
        return "four eyes"
