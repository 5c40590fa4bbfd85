"""Send a start whose answer was lost once more: the very same call, under the very same key, at the same account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.actions.let_through import let_through
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.outcomes import Outcome, Unknown, Why
from tiwala.gateways.port import Gateway, StartRequest
from tiwala.gateways.queries import account_by_public_id, may_take
from tiwala.gateways.registry import adapter_for
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.actions.allocate import lock_owed
from tiwala.payments.models import Attempt
from tiwala.payments.queries import locked_attempt
from tiwala.payments.repeating import LEASE_S, Again, Unheard, may_repeat, request_of
from tiwala.payments.sending import proves_nothing

_UNHEARD_OF: Final = Unknown(Why.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class _Leased:
    request: StartRequest
    kept: dict[str, Any]


def start_again(attempt: Attempt, *, by: Actor) -> tuple[Outcome, Unheard] | None:
    """What the gateway says to the same start again, and what is left to repeat; None when it is not to be sent now.

    For a try that the gateway has just said it knows nothing of. One at a time, by a lease; a few times, while the
    payer waits; never what is owed no more, at another account or after its keys changed, never while payers are kept
    away from the method. What does not tell what became of the first call leaves all as it was: not heard of.
    """
    if attempt.again_at is None:
        return None
    account = account_by_public_id(attempt.gateway_account_ref)
    leased = _lease(attempt.id, account, by=by) if may_take(account) else None
    if leased is None:
        return None
    outcome = _send(adapter_for(account), leased.request, account_ref=account.public_id, by=by)
    if proves_nothing(outcome):
        return _UNHEARD_OF, Unheard(Again.later(leased.kept))
    return outcome, Unheard(Again.never())


def _send(adapter: Gateway, request: StartRequest, *, account_ref: str, by: Actor) -> Outcome:
    if let_through(account_ref, request.method, by=by) == "shut":
        return Unknown(Why.NOT_SENT)
    return adapter.start(request)


@action
def _lease(attempt_id: UUID, account: GatewayAccount, *, by: Actor) -> _Leased | None:
    """The request, for the one who gets it; whoever dies over it keeps it from others for a while only."""
    attempt = locked_attempt(attempt_id)
    if not may_repeat(attempt, can=adapter_for(account).can, version=account.version):
        return None
    refs = list(attempt.payment.targets.values_list("target_ref", flat=True))
    if min(lock_owed(refs, currency=attempt.currency).values()) <= 0:
        return None
    said = dict(attempt.again or {})
    kept = said | {"sent": said["sent"] + 1}
    now = clock.now()
    attempt.again, attempt.again_at, attempt.sent_again_at = kept, now + timedelta(seconds=LEASE_S), now
    attempt.save(update_fields=["again", "again_at", "sent_again_at"])
    record("attempt:start_again", attempt.public_id, by=by, number=kept["sent"])
    return _Leased(request_of(attempt, said), kept)
