"""A person decides about money that did not match."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, WrongState
from tiwala.kit.money import Money
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import allocate
from tiwala.payments.events import PaymentCaptured, Share
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.states import AttemptState


@action
def resolve_held(attempt_id: UUID, *, to: str, reason: str, by: Actor) -> Attempt:
    """Apply held money to what it was meant for (`to="target"`) or to the customer's credit (`to="credit"`).

    From there it can be refunded like any other payment. Refuses when nothing is held.
    """
    if to not in ("target", "credit") or not reason.strip():
        raise BadInput(to=to)
    attempt = Attempt.objects.get(pk=attempt_id)
    payment = Payment.objects.locked(attempt.payment_id)
    attempt = Attempt.objects.locked(attempt_id)
    if attempt.state != AttemptState.HELD or attempt.found_minor is None:
        raise WrongState(state=attempt.state)
    found = Money(attempt.found_minor, attempt.found_currency)
    shares: list[Share] = []
    if to == "target" and found.currency == payment.currency:
        shares = allocate(payment, found, why=f"resolved:{attempt.public_id}")
    attempt.move("capture")
    attempt.save()
    if found.currency == payment.currency:
        payment.move("capture")
        payment.captured_minor += found.minor
        payment.captured_at = clock.now()
        payment.save()
    post_entry(postings.resolved(attempt.public_id, payment.public_id, found, shares, payment.customer_ref), by=by)
    record("payment:resolve_held", payment.public_id, by=by, to=to, amount_minor=found.minor)
    credited = found.minor - sum(share.amount_minor for share in shares)
    publish(
        PaymentCaptured(
            payment_ref=payment.public_id,
            customer_ref=payment.customer_ref,
            amount_minor=found.minor,
            credited_minor=credited,
            currency=found.currency,
            method=attempt.method,
            shares=[{"target_ref": share.target_ref, "amount_minor": share.amount_minor} for share in shares],
        )
    )
    return attempt
