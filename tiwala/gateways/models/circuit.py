"""Whether a method at an account is trusted with payers just now: one row, shared by all processes."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.gateways.states import CIRCUIT, CircuitState
from tiwala.kit import clock


class Circuit(models.Model):
    """The circuit of one method at one account; none means that it was never opened, which is closed.

    `opens` counts how often it opened without a calm time between, and sets how long it waits. While it is half-open,
    `probe_until` is the lease of whoever tries; a try that died frees it by its end.
    """

    account_ref = models.CharField(max_length=40)
    method = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default=CircuitState.CLOSED)
    changed_at = models.DateTimeField(default=clock.now)
    open_until = models.DateTimeField(null=True)
    probe_until = models.DateTimeField(null=True)
    opens = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account_ref", "method"), name="gateways_circuit_once"),
            models.CheckConstraint(
                name="gateways_circuit_open_ends",
                condition=~Q(state="open") | Q(open_until__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="circuit_moves", field="state", transitions=[(a.value, b.value) for a, b in CIRCUIT.pairs()]
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_ref} {self.method} {self.state}"

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = CIRCUIT.after(CircuitState(self.state), move)
        self.changed_at = clock.now()
