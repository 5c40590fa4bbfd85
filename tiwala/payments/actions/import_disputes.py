"""A gateway's list of disputes, taken in line by line."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput, Refusal
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.dispute_lists import Row, look_over

PATIENCE_S: Final = 1.5
"""A call ends after the line that takes it over this; whoever called goes on with the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line: the dispute's public id, or why it was left."""

    number: int
    dispute_ref: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The lines handled, and the number of the line to go on with; 0 when all are."""

    lines: tuple[Line, ...]
    following: int


def import_disputes(text: str, *, by: Actor, start: int = 0, patience_s: float = PATIENCE_S) -> Taken:
    """Each line is a dispute, opened or taken further, in a transaction of its own; a bad line stops no other.

    From line `start` on, until patience ends: a long list at a gateway that is asked about each takes several calls.
    Any line again changes nothing. Refuses BadInput for nothing, for more than 500 lines, for what is no text.
    """
    rows = [row for row in look_over(text) if row.number >= start]
    until, done = time.monotonic() + patience_s, list[Line]()
    for place, row in enumerate(rows, start=1):
        done.append(_take_in(row, by=by))
        if time.monotonic() > until and place < len(rows):
            return Taken(tuple(done), rows[place].number)
    return Taken(tuple(done), 0)


def _take_in(row: Row, *, by: Actor) -> Line:
    if row.typed is None:
        return Line(row.number, why=row.why)
    try:
        return Line(row.number, dispute_ref=open_dispute(row.typed, by=by, source="import").public_id)
    except BadInput as bad:
        return Line(row.number, why=" ".join(str(words) for words in bad.fields.values()) or bad.text)
    except Refusal as refusal:
        return Line(row.number, why=refusal.text)
