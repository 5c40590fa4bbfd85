"""How far a list of disputes is taken in: read from the records that each line leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tiwala.audit.models import Record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound

PATIENCE: Final = timedelta(minutes=30)
"""After this the page looks no more by itself: a worker that stands still is told of elsewhere."""

POLL_S: Final = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """Of so many lines, how many are handled and taken in, and why others were left out."""

    list_ref: str
    lines: int
    good: int
    left_out: tuple[tuple[int, str], ...]
    began_at: datetime

    @property
    def handled(self) -> int:
        """Taken in or left out."""
        return self.good + len(self.left_out)

    @property
    def is_over(self) -> bool:
        """Whether every line is handled."""
        return self.handled >= self.lines

    @property
    def is_moving(self) -> bool:
        """Whether it is worth looking again."""
        return not self.is_over and clock.now() - self.began_at < PATIENCE

    @property
    def poll_s(self) -> int:
        """Seconds until the page looks again, while it is."""
        return POLL_S if self.is_moving else 0


def progress_of(list_ref: str, *, by: Actor) -> Progress:
    """How far it is. NotFound for a list that is none, and for who does not handle disputes."""
    found = list(Record.objects.filter(subject_ref=list_ref, tag__startswith="dispute_list:").order_by("seq"))
    if not found or not by.may("dispute.handle") or found[0].tag != "dispute_list:take_in":
        raise NotFound(wanted="dsl")
    begun, lines = found[0], {int(one.facts["line"]): one for one in found[1:]}
    left_out = tuple((line, str(one.facts["why"])) for line, one in sorted(lines.items()) if one.outcome == "refused")
    return Progress(list_ref, int(begun.facts["lines"]), len(lines) - len(left_out), left_out, begun.at)
