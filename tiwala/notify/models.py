"""Letter: one message to one person."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.notify.states import MACHINE, LetterState


class LetterQuerySet(RowQuerySet["Letter"]):
    """Letters by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them for staff with outbox.view; otherwise the ones written to this actor."""
        if actor.may("outbox.view"):
            return self.all()
        return self.filter(key_owner__in=actor.customer_refs)


class Letter(Row):
    """A letter as it was written: recipient and text sealed under the keyset of `key_owner` (`cus_…`, `usr_…`).

    `last_error` is for the operator and holds no address. `sent_by` says how it left: "smtp", or "outbox" when no
    mail server is set and it can only be read here. `reply_to` is where an answer goes: to the shop, not to the robot.
    `attachments` are opaque references of a room above.
    `written_by` is the kind and id of the one whose act it tells of. `once` names what is told to whom: no second
    letter has the same; empty for letters that may be written again.
    """

    PREFIX = "ltr"

    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=3)
    key_owner = models.CharField(max_length=40, db_index=True)
    to_name = SealedText(owner="key_owner")
    to_email = SealedText(owner="key_owner")
    reply_to = SealedText(owner="key_owner", null=True)
    subject = SealedText(owner="key_owner")
    body_text = SealedText(owner="key_owner")
    body_html = SealedText(owner="key_owner")
    attachments = models.JSONField(default=list)
    about = models.CharField(max_length=40, blank=True, default="")
    once = models.CharField(max_length=120, blank=True, default="")
    written_by = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default=LetterState.WAITING.value)
    state_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=8, blank=True, default="")

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="notify_letter_state", condition=models.Q(state__in=[each.value for each in LetterState])
            ),
            models.CheckConstraint(
                name="notify_letter_sent_at",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
            ),
            models.UniqueConstraint(name="notify_letter_once", fields=["once"], condition=~models.Q(once="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"], name="notify_letter_due", condition=models.Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["about"], name="notify_letter_about"),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="letter_moves", field="state", transitions=[(a.value, b.value) for a, b in MACHINE.pairs()]
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def move(self, name: str) -> None:
        """Make this move, or refuse when it does not lead on from here. The caller saves."""
        self.state = MACHINE.after(LetterState(self.state), name).value
        self.state_at = clock.now()
