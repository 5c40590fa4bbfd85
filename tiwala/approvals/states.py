"""The moves of a proposal, as data."""

from enum import StrEnum

from tiwala.kit.states import Machine


class ProposalState(StrEnum):
    """Where a proposal stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


S = ProposalState
PROPOSAL = Machine[ProposalState](
    "proposal",
    moves={
        "approve": ({S.ASKED}, S.APPROVED),
        "decline": ({S.ASKED}, S.DECLINED),
        "withdraw": ({S.ASKED}, S.WITHDRAWN),
        "lapse": ({S.ASKED}, S.LAPSED),
    },
    open=frozenset({S.ASKED}),
    final=frozenset({S.APPROVED, S.DECLINED, S.WITHDRAWN, S.LAPSED}),
)
