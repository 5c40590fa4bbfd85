"""Let somebody do more or less for a customer."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.customers import letters
from tiwala.customers.access import must_manage
from tiwala.customers.managing import keep_one_manager, lock_people
from tiwala.identity.models import CustomerAccess, Level
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.notify.actions.send_letter import send_letter


@action
def change_access(access_id: UUID, *, level: str, by: Actor) -> CustomerAccess:
    """The level counts at the person's next click, and a letter tells them. Nothing changed: nothing recorded.

    AccessTooLow, NotFound, BadInput, LastManager (who manages alone steps down only after passing it on).
    """
    if level not in Level.values:
        raise BadInput(fields={"level": level})
    customer_ref = CustomerAccess.objects.locked(access_id).customer_ref
    must_manage(customer_ref, by=by)
    customer = lock_people(customer_ref)
    access: CustomerAccess = CustomerAccess.objects.locked(access_id)
    if access.level == level:
        return access
    keep_one_manager(access, by=by)
    before, access.level = access.level, level
    access.save(update_fields=["level"])
    user_ref = ids.encode("usr", access.user_id)
    record("user:change_access", user_ref, by=by, customer=customer_ref, before=before, after=level)
    words = {"what": "changed", "level": level, "for_whom": customer.name}
    facts = letters.to_user(access.user, customer_ref=customer_ref, about=customer_ref, words=words)
    if facts is not None:
        send_letter(facts, by=by)
    return access
