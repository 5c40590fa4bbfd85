"""A gateway told that a payer's bank warns of fraud: ask it, and tell who should know."""

from __future__ import annotations

from typing import cast

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import WarningFacts, WarnsEarly
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.events import PaymentWarned
from tiwala.payments.queries import attempt_by_key, attempt_by_reference
from tiwala.tasks.actions.raise_task import raise_task

TASK = "early_warning"


def ask_about_warning(account_ref: str, reference: str, *, by: Actor) -> None:
    """Look the warning up, no transaction open meanwhile; what is about nothing of ours is left.

    A notice is a hint: nothing is believed that the gateway does not say again when it is asked. Raises
    GatewayBreakdown when nobody answers: whoever called comes again.
    """
    adapter = adapter_by_ref(account_ref)
    if not reference or not adapter.can.warns_early:
        return
    said = cast("WarnsEarly", adapter).look_up_warning(reference)
    if isinstance(said, Unknown):
        if said.why != Why.NOT_FOUND:
            raise GatewayBreakdown(said.why, retry=True)
        return
    _take_in(said, account_ref=account_ref, by=by)


@action
def _take_in(said: WarningFacts, *, account_ref: str, by: Actor) -> None:
    """A task for the business and word for the fraud room, about the try that the gateway names at this account."""
    attempt = attempt_by_key(said.attempt_key) or attempt_by_reference(account_ref, said.payment_reference)
    if attempt is None or attempt.gateway_account_ref != account_ref:
        return
    ref = attempt.payment.public_id
    amount = {"amount_minor": attempt.amount.minor, "currency": attempt.amount.currency}
    raise_task(TASK, ref, by=by, summary_facts={**amount, "reason": said.reason})
    record("payment:warn", ref, by=by, reference=said.reference, reason=said.reason)
    publish(PaymentWarned(ref, said.reference, said.reason, said.at.isoformat()))
