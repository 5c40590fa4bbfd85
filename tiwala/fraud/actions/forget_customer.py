"""Unlink from a person all that was seen of them, for good."""

from __future__ import annotations

from django.db import connection

from tiwala.audit.actions.record import record
from tiwala.fraud.memory.rows import forget_memories
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def forget_customer(customer_ref: str, *, by: Actor) -> int:
    """Make this customer's tries nobody's; says how many. Again, there is nothing left to do.

    Their id, and their mailbox, phone and postal addresses go. Browser, cards and kept methods are drawn anew with a
    salt that is kept nowhere. Payments do not lead here any more. What others share (network, domain) still counts.
    The long memory of them and of their own keys goes, and reviews of their payments with what people wrote there.
    Labels and assessments stay, and lead to nobody.
    """
    forget_memories(customer_ref)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fraud_forget_customer(%s)", [customer_ref])
        (gone,) = cursor.fetchone() or (0,)
    if gone:
        record("fraud_memory:forget_customer", customer_ref, by=by, count=gone)
    return int(gone)
