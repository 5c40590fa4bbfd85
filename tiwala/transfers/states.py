"""The moves of a proof, as data."""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class ProofState(StrEnum):
    """What became of a proof."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


P = ProofState
PROOF = Machine(
    "proof",
    moves={"accept": ({P.WAITING}, P.ACCEPTED), "reject": ({P.WAITING}, P.REJECTED)},
    open=frozenset({P.WAITING}),
    final=frozenset({P.ACCEPTED, P.REJECTED}),
)
