"""What this room tells others: ids and words of ours, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProposalAsked:
    """Something waits for a second person."""

    NAME: ClassVar[str] = "approvals.proposal_asked"
    VERSION: ClassVar[int] = 1
    proposal_ref: str
    kind: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """A second person said yes or no, or the time ran out."""

    NAME: ClassVar[str] = "approvals.proposal_decided"
    VERSION: ClassVar[int] = 1
    proposal_ref: str
    kind: str
    asked_by: str
    state: str
