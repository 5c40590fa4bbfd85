"""The moves of a circuit, as data: closed lets payers through, open keeps them away, half-open lets one try."""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class CircuitState(StrEnum):
    """Whether new payments go through one method at one account."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


C = CircuitState
CIRCUIT = Machine(
    "circuit",
    moves={
        "open": ({C.CLOSED, C.HALF_OPEN}, C.OPEN),
        "probe": ({C.OPEN}, C.HALF_OPEN),
        "close": ({C.OPEN, C.HALF_OPEN}, C.CLOSED),
    },
    open=frozenset(CircuitState),
    final=frozenset(),
)
