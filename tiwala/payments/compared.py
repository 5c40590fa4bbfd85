"""A whole statement beside the books: what agrees, what differs, what of it can be booked. Reads only."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from tiwala.business.queries import profile_facts
from tiwala.kit import clock
from tiwala.payments.asked_statements import Given
from tiwala.payments.booking import LEFT, Judged, judge
from tiwala.payments.comparing import WRONG, Met, compare, missing
from tiwala.payments.models import Attempt
from tiwala.payments.statement_days import is_shared
from tiwala.payments.statement_files import FileRow


@dataclass(frozen=True, slots=True)
class Compared:
    """Every line that could be read with what we know of it, lines left out, and money no line names.

    `has_days` is False when the file names no days, so that nobody can say what is missing in it.
    """

    judged: list[Judged]
    left_out: list[FileRow]
    missing: list[Attempt]
    has_days: bool
    booked: list[Judged] = field(default_factory=list)

    @property
    def met(self) -> list[Met]:
        """The lines beside what we know of them."""
        return [one.met for one in self.judged]

    @property
    def counts(self) -> Counter[str]:
        """How many lines of each kind of finding."""
        return Counter(one.met.what for one in self.judged)

    @property
    def cans(self) -> Counter[str]:
        """How many fees and payouts of each kind: ready, booked, waiting for a person's word, left."""
        return Counter(one.can for one in self.judged)

    @property
    def waiting(self) -> list[Judged]:
        """What only a person's word books: what asks for it, and what somebody took back."""
        return [one for one in self.judged if one.can in ("ask", "taken_back")]

    @property
    def mark(self) -> str:
        """A mark of exactly what waits, so that a person's word is about what they saw; empty for nothing."""
        lines = sorted(f"{one.about} {one.sum}" for one in self.waiting)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""

    @property
    def wrong(self) -> int:
        """How much a person should look at: lines, lines left out, and money that is missing."""
        odd = sum(one.met.what in WRONG or one.can in LEFT for one in self.judged)
        return odd + len(self.left_out) + len(self.missing)


def found_in(account_ref: str, given: Given) -> Compared:
    """The lines beside the books, and what of them can be booked. Reads only."""
    met = compare(account_ref, given.lines)
    is_vat = profile_facts().vat_status == "vat"
    judged = judge(account_ref, met, is_vat=is_vat, is_shared=is_shared(account_ref, met, on=clock.now()))
    gone = missing(account_ref, met, days=given.days) if given.days else []
    return Compared(judged, given.left_out, gone, given.days is not None)
