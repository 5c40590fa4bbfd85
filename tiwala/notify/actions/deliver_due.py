"""Send what is due, a small batch at a time, and stop at the first sign that the mail server is dead."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from tiwala.kit.actor import Actor
from tiwala.notify.actions.deliver_letter import due_letters, try_letter
from tiwala.notify.states import LetterState

BATCH: Final = 25
BATCH_S: Final = 5.0
"""A batch ends after so many letters or so long: what is more urgent goes first, before the next."""


@dataclass(frozen=True, slots=True)
class Batch:
    """How many letters left, and whether others are due that a working server would take now."""

    sent: int
    has_more: bool


def deliver_due(*, by: Actor) -> Batch:
    """Try the letters whose turn it is, the longest waiting first.

    A dead server costs one try, not one for each letter; an address refused for now, and a letter that breaks whoever
    handles it, keep no other letter back.
    """
    due = due_letters(BATCH + 1)
    until = time.monotonic() + BATCH_S
    sent = 0
    for number, letter_id in enumerate(due[:BATCH], 1):
        tried = try_letter(letter_id, by=by)
        if tried is not None and tried.server_ails:
            return Batch(sent, has_more=False)
        sent += tried is not None and tried.state == LetterState.SENT
        if time.monotonic() > until:
            return Batch(sent, has_more=number < len(due))
    return Batch(sent, has_more=len(due) > BATCH)
