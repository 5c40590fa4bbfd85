"""Counted money, when somebody may have a code or a page open for the same thing."""

from __future__ import annotations

from tiwala.gateways.outcomes import Cancelled
from tiwala.kit.actor import Actor
from tiwala.ledger import balances
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.errors import NothingDue
from tiwala.payments.facts import CashFacts
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.queries import live_attempt_for
from tiwala.payments.states import ASKABLE, AttemptState


def record_counted(facts: CashFacts, *, by: Actor) -> Payment:
    """Take counted money, after an unpaid code or open page for it was called off at its gateway. Once per key.

    A gateway that cannot call it off, and says that it is unpaid, is not waited for: should the code be paid all the
    same, that money becomes credit and a task. Refuses what may be paid already (AlreadyBeingPaid: the bank thinks,
    the outcome is unknown, money is held) and what turns out to be paid just now (NothingDue).
    """
    if not Payment.objects.filter(key=facts.key).exists():
        refs = [target.ref for target in facts.targets]
        was_paid = [_clear_the_way(ref, by=by) for ref in refs]
        if any(was_paid) and not any(minor > 0 for minor in balances.open_amounts(refs).values()):
            raise NothingDue(targets=refs)
    return record_cash_payment(facts, by=by)


def _clear_the_way(target_ref: str, *, by: Actor) -> bool:
    """Call off what waits for its payer; whether it turned out to be paid instead."""
    attempt = live_attempt_for(target_ref)
    if attempt is None or not _waits_for_payer(attempt):
        return False
    after = cancel_attempt(attempt.id, by=by)
    if AttemptState(after.state) in ASKABLE:
        after = ask_gateway(attempt.id, by=by, source="cancel")
    if _waits_for_payer(after):
        after = apply_outcome(after.id, Cancelled(after.reference), by=by, source="overtaken")
    return after.state == AttemptState.CAPTURED


def _waits_for_payer(attempt: Attempt) -> bool:
    """Whether the gateway's last word was that the payer still has to pay: a code, a QR or a page is open."""
    is_open = attempt.redirect_url or attempt.qr_payload or attempt.code
    return attempt.state == AttemptState.SENT and bool(attempt.gateway_account_ref) and bool(is_open)
