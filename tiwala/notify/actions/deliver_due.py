"""Send what is due, and stop at the first sign that the mail server is dead."""

from __future__ import annotations

from tiwala.kit.actor import Actor
from tiwala.notify.actions.deliver_letter import due_letters, try_letter
from tiwala.notify.states import LetterState

BATCH = 100


def deliver_due(*, by: Actor) -> int:
    """Try the letters whose turn it is; returns how many left.

    A dead server costs one try, not one for each letter; an address refused for now keeps no other letter back.
    """
    left = 0
    for letter_id in due_letters(BATCH):
        tried = try_letter(letter_id, by=by)
        if tried is None:
            continue
        if tried.server_ails:
            return left
        left += tried.state == LetterState.SENT
    return left
