"""Send a payer on to another account of the same method, when the first did nothing."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.outcomes import DeclineReason
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.asking import next_ask
from tiwala.payments.models import Attempt, AttemptHold
from tiwala.payments.queries import locked_attempt
from tiwala.payments.states import AttemptState

_NOTHING_THERE = frozenset({AttemptState.CREATED, AttemptState.UNKNOWN})


@action
def move_on(attempt_id: UUID, *, account_ref: str, by: Actor) -> Attempt | None:
    """End a try of which the gateway said that nothing was started, and begin the next, in one transaction.

    The hold on what is owed passes from one to the other without a gap, so nobody else can begin between. None when
    the try is more than a promise meanwhile (the gateway knows it, or money came): then nothing is done here. Money
    that comes late all the same is taken like any late money.
    """
    attempt = locked_attempt(attempt_id)
    if AttemptState(attempt.state) not in _NOTHING_THERE or attempt.reference:
        return None
    attempt.move("decline")
    attempt.decline_reason = str(DeclineReason.METHOD_UNAVAILABLE)
    attempt.next_ask_at = None
    attempt.save(update_fields=Attempt.MOVING)
    following = _following(attempt, account_ref=account_ref)
    payment = attempt.payment
    payment.gateway_account_ref = account_ref
    payment.save(update_fields=["gateway_account_ref"])
    record("payment:move_on", attempt.public_id, by=by, to=account_ref, next=following.public_id)
    return following


def _following(attempt: Attempt, *, account_ref: str) -> Attempt:
    """The same promise at another account, under a key of its own, with as much time for the payer."""
    now, new_id = clock.now(), ids.uuid7()
    following = Attempt.objects.create(
        id=new_id,
        payment=attempt.payment,
        customer_ref=attempt.customer_ref,
        gateway_account_ref=account_ref,
        method=attempt.method,
        amount_minor=attempt.amount_minor,
        surcharge_minor=attempt.surcharge_minor,
        currency=attempt.currency,
        key=ids.encode("att", new_id),
        payer=attempt.payer,
        return_path=attempt.return_path,
        expires_at=now + (attempt.expires_at - attempt.created_at) if attempt.expires_at else None,
        next_ask_at=next_ask(now, asks=0, now=now),
        asks=1,
        keep_consent_id=attempt.keep_consent_id,
        payer_present=attempt.payer_present,
    )
    refs = sorted(attempt.holds.values_list("target_ref", flat=True))
    AttemptHold.objects.bulk_create(AttemptHold(attempt=following, target_ref=ref) for ref in refs)
    return following
