"""Call off a refund that waits for tomorrow: it never leaves."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState
from tiwala.payments.actions.apply_refund_outcome import undo_refund
from tiwala.payments.events import RefundFailed
from tiwala.payments.models import Refund
from tiwala.payments.queries import locked_refund
from tiwala.payments.states import RefundState


@action
def call_off_refund(refund_id: UUID, *, by: Actor) -> Refund:
    """Everything stands as before it was asked for. Refuses WrongState once it has left."""
    refund = locked_refund(refund_id)
    if refund.state != RefundState.WAITING:
        raise WrongState(machine="refund", state=refund.state, move="fail")
    undo_refund(refund, refund.payment, "called_off", move="fail", by=by)
    record("refund:call_off", refund.public_id, by=by)
    publish(RefundFailed(refund.public_id, refund.payment.public_id))
    return refund
