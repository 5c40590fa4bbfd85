"""Tell who manages a customer that somebody took up an invitation."""

from __future__ import annotations

from tiwala.customers import letters
from tiwala.customers.managing import lock_people
from tiwala.customers.people import managers_of
from tiwala.identity.models import CustomerAccess
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter


@action
def tell_of_access(access_ref: str, *, by: Actor) -> int:
    """One letter to each of them, but not to the person themselves; once. An access that is gone again: none."""
    access = CustomerAccess.objects.filter(pk=ids.decode("acs", access_ref)).select_related("user").first()
    if access is None:
        return 0
    customer = lock_people(access.customer_ref)
    if Letter.objects.filter(kind=letters.ACCESS, about=access_ref).exists():
        return 0
    words = {"what": "joined", "who": access.user.name, "level": access.level, "for_whom": customer.name}
    written = 0
    for user in managers_of(access.customer_ref):
        facts = letters.to_user(user, customer_ref=access.customer_ref, about=access_ref, words=words)
        if facts is not None and user.pk != access.user_id:
            send_letter(facts, by=by)
            written += 1
    return written
