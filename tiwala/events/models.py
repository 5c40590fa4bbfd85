"""The nouns of events: what was said, and to whom it was brought."""

from typing import ClassVar

import pgtrigger
from django.db import models

from tiwala.events.states import DELIVERY, DeliveryState
from tiwala.kit import clock
from tiwala.kit.rows import Row


class Message(Row):
    """One event as it was published: ids and amounts, no personal data."""

    PREFIX: ClassVar[str] = "msg"

    name = models.CharField(max_length=80, db_index=True)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Delivery(models.Model):
    """One message for one handler. `free_at`: when it may be (re)taken, after a lease while it runs or a pause."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    state = models.CharField(
        max_length=8,
        default=DeliveryState.WAITING.value,
        choices=[(state.value, state.value) for state in DeliveryState],
    )
    tries = models.PositiveSmallIntegerField(default=0)
    free_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "handler"], name="events_delivery_once")]
        indexes = [
            models.Index(
                fields=["free_at"], condition=models.Q(state__in=["waiting", "running"]), name="events_delivery_open"
            )
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="delivery_moves", field="state", transitions=[(a.value, b.value) for a, b in DELIVERY.pairs()]
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"
