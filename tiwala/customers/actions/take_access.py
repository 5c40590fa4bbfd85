"""Take somebody's access to a customer away, or give up one's own."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.customers import letters
from tiwala.customers.access import must_manage
from tiwala.customers.managing import keep_one_manager, lock_people
from tiwala.identity.models import CustomerAccess
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.notify.actions.send_letter import send_letter


@action
def take_access(access_id: UUID, *, by: Actor) -> None:
    """The person sees nothing of this customer from their next click on, and a letter tells them; their account stays.

    Everybody may give up their own. AccessTooLow, NotFound, LastManager (who manages alone passes it on first).
    """
    access: CustomerAccess = CustomerAccess.objects.locked(access_id)
    customer_ref, user_ref = access.customer_ref, ids.encode("usr", access.user_id)
    is_own = user_ref == by.id
    if not is_own:
        must_manage(customer_ref, by=by)
    customer = lock_people(customer_ref)
    access = CustomerAccess.objects.locked(access_id)
    keep_one_manager(access, by=by)
    words = {"what": "left" if is_own else "taken", "for_whom": customer.name}
    facts = letters.to_user(access.user, customer_ref=customer_ref, about=customer_ref, words=words)
    access.delete()
    record("user:revoke_access", user_ref, by=by, customer=customer_ref)
    if facts is not None:
        send_letter(facts, by=by)
