"""Remove a saved method: it pays no more from this instant, and the gateway is asked until it has forgotten it too."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.actions.forget_at_gateway import forget_at_gateway
from tiwala.payments.events import MethodRemoved
from tiwala.payments.models import SavedMethod
from tiwala.payments.saving import must_be_proven
from tiwala.payments.states import SavedMethodState


def forget_method(method_ref: str, *, by: Actor, why: str = "removed") -> SavedMethod:
    """Again is no harm. What was begun with it before is finished; agreements that pay with it end.

    Refuses: NotFound (not theirs), AccessTooLow, ProofTooLow. A gateway that does not answer keeps nobody waiting.
    """
    method = _promise(method_ref, by=by, why=why)
    return forget_at_gateway(method.id, by=by) if method.state == SavedMethodState.FORGETTING else method


@action
def _promise(method_ref: str, *, by: Actor, why: str) -> SavedMethod:
    found = SavedMethod.objects.visible_to(by).by_public_id(method_ref)
    must_be_proven(found.customer_ref, by=by)
    method = SavedMethod.objects.locked(ids.decode("sav", method_ref))
    if method.state != SavedMethodState.KEPT:
        return method
    method.move("forget")
    method.removed_why = why[:40]
    method.asks, method.next_ask_at = 0, clock.now()
    method.save(update_fields=["state", "state_at", "removed_why", "asks", "next_ask_at"])
    record("saved_method:forget", method.public_id, by=by, customer=method.customer_ref, why=why)
    publish(MethodRemoved(method.public_id, method.customer_ref, why))
    return method
