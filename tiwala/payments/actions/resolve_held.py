"""A person decides about money that did not match."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import allocate, wanted_by
from tiwala.payments.actions.take_money import earn, keep, tell_captured
from tiwala.payments.errors import NotHeld, OtherCurrency
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import AttemptState
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def resolve_held(attempt_id: UUID, *, to: str, reason: str, by: Actor) -> Attempt:
    """Apply held money to what it was meant for (`to="target"`) or to the customer's credit (`to="credit"`).

    What the rail took back meanwhile is not among it. From there it can be refunded like any other payment, in the
    currency it came in. Closes the task.
    Refuses: NotHeld, OtherCurrency (cannot pay what is owed in another), no reason.
    """
    if to not in ("target", "credit") or not reason.strip():
        raise BadInput(fields={} if reason.strip() else {"reason": "required"}, to=to)
    attempt = locked_attempt(attempt_id)
    payment, found = attempt.payment, attempt.held
    if attempt.state != AttemptState.HELD or found is None:
        raise NotHeld(state=attempt.state)
    if to == "target" and found.currency != payment.currency:
        raise OtherCurrency(found=found.currency, owed=payment.currency)
    wanted = wanted_by(payment) if to == "target" else []
    shares = allocate(payment, found, why=f"resolved:{attempt.public_id}", wanted=wanted)
    surcharge = earn(attempt, found, shares, wanted=wanted)
    keep(attempt, found, surcharge=surcharge)
    draft = postings.resolved(attempt.public_id, payment.public_id, found, shares, payment.customer_ref)
    post_entry(postings.with_surcharge(draft, surcharge), by=by)
    close_tasks_about("money_mismatch", payment.public_id, by=by, outcome=reason)
    record("payment:resolve_held", payment.public_id, by=by, to=to, found=found.as_json())
    tell_captured(attempt, found, shares, surcharge=surcharge)
    return attempt
