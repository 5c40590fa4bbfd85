"""Give a letter that was given up another round of tries."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.kit import clock, db, queue
from tiwala.kit.actor import Actor
from tiwala.notify.models import Letter


@db.action
def send_again(letter_id: UUID, *, by: Actor) -> Letter:
    """Put a failed letter back in the outbox, its tries counted from zero. Refuses one that has not failed."""
    letter: Letter = Letter.objects.locked(letter_id)
    letter.move("try_again")
    letter.tries, letter.next_try_at = 0, clock.now()
    letter.save(update_fields=["state", "state_at", "tries", "next_try_at"])
    queue.call("notify.deliver")
    record("letter:retry", letter.public_id, by=by)
    return letter
