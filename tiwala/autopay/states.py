"""The moves of an agreement and of a collection, as data."""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class AgreementState(StrEnum):
    """Whether we may collect under it."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


G = AgreementState
AGREEMENT = Machine(
    "agreement",
    moves={
        "pause": ({G.ACTIVE}, G.PAUSED),
        "resume": ({G.PAUSED}, G.ACTIVE),
        "end": ({G.ACTIVE, G.PAUSED}, G.ENDED),
    },
    open=frozenset({G.ACTIVE, G.PAUSED}),
    final=frozenset({G.ENDED}),
)


class CollectionState(StrEnum):
    """Where one invoice under an agreement stands."""

    PLANNED = "planned"
    ASKS = "asks"
    TRYING = "trying"
    WAITING = "waiting"
    PAID = "paid"
    STOPPED = "stopped"


C = CollectionState
WAITS = frozenset({C.PLANNED, C.ASKS, C.WAITING})
"""Nothing is under way: it can still be called off."""
COLLECTION = Machine(
    "collection",
    moves={
        "ask": ({C.PLANNED, C.WAITING}, C.ASKS),
        "allow": ({C.ASKS}, C.PLANNED),
        "try": ({C.PLANNED, C.WAITING}, C.TRYING),
        "wait": ({C.TRYING}, C.WAITING),
        "succeed": ({C.PLANNED, C.ASKS, C.TRYING, C.WAITING, C.STOPPED}, C.PAID),  # late money is money
        "stop": ({C.PLANNED, C.ASKS, C.TRYING, C.WAITING}, C.STOPPED),
    },
    open=frozenset({C.PLANNED, C.ASKS, C.TRYING, C.WAITING, C.STOPPED}),
    final=frozenset({C.PAID}),
)
