"""Send what is due, and stop at the first sign that the mail server is dead."""

from __future__ import annotations

from tiwala.kit.actor import Actor
from tiwala.notify.actions.deliver_letter import deliver_letter, due_letters
from tiwala.notify.states import LetterState

BATCH = 100


def deliver_due(*, by: Actor) -> int:
    """Try the letters whose turn it is; returns how many left. A dead server costs one try, not one for each letter."""
    left = 0
    for letter_id in due_letters(BATCH):
        state = deliver_letter(letter_id, by=by)
        if state == LetterState.WAITING:
            return left
        left += state == LetterState.SENT
    return left
