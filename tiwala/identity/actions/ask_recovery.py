"""Ask for the way back in, having lost every second factor."""

from __future__ import annotations

from tiwala.identity.accounts import clean_email
from tiwala.identity.models import Recovery
from tiwala.kit import queue
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def ask_recovery(email: str, *, by: Actor) -> Recovery:
    """A row and a job, whoever has the address and whether anybody has: the job looks, the page never knows.

    BadInput for what is no address.
    """
    recovery = Recovery.objects.create(email=clean_email(email), asked_by=by.id)
    queue.defer("identity.send_recovery_codes", recovery_ref=recovery.public_id)
    return recovery
