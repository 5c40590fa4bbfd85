"""Reads: when a second person is needed, and who could be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tiwala.approvals import registry
from tiwala.approvals.kinds import KINDS, kind
from tiwala.approvals.models import FourEyes, Proposal
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money

LIMIT: Final = Money(500_000, "PHP")
"""Refunds up to this need nobody else, until the business says otherwise."""
BULK_ROWS: Final = 1000
"""A list longer than this leaves the house only with a second person's yes."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds now."""

    refund_limit: Money = LIMIT
    alone_by: str = ""
    alone_since: datetime | None = None

    @property
    def is_alone(self) -> bool:
        """Whether somebody said that they run the business alone."""
        return bool(self.alone_by)


def rules() -> Rules:
    """One statement."""
    row = FourEyes.objects.only("refund_limit_minor", "currency", "alone_by", "alone_since").first()
    return Rules(Money(row.refund_limit_minor, row.currency), row.alone_by, row.alone_since) if row else Rules()


def others_who_may_decide(name: str, *, but: str) -> list[str]:
    """Active staff who could say yes to this kind, without this person."""
    return [ref for ref in registry.people().who(kind(name).decide) if ref != but]


def kinds_without_a_second(actor_id: str) -> list[str]:
    """The kinds that nobody but this person could decide."""
    return [name for name in KINDS if not others_who_may_decide(name, but=actor_id)]


def needs_nobody(actor: Actor) -> bool:
    """The house itself and its jobs act without a second person: they carry out what people decided."""
    return actor.kind in ("system", "job")


def may_confirm_alone(proposal: Proposal, actor: Actor) -> bool:
    """Whether this is their own, they said that they work alone, and nobody else could decide it now."""
    mine = actor.id in (proposal.asked_by, proposal.stands_for)
    return mine and rules().alone_by == actor.id and not others_who_may_decide(proposal.kind, but=actor.id)


def waiting_count(actor: Actor) -> int:
    """How many proposals this actor sees waiting."""
    return int(Proposal.objects.visible_to(actor).waiting().count())


def waiting_about(subject_ref: str, name: str) -> Proposal | None:
    """The newest proposal of this kind about a thing that still waits."""
    found: Proposal | None = Proposal.objects.waiting().filter(subject_ref=subject_ref, kind=name).first()
    return found
