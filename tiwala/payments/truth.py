"""What a gateway says right now. No transaction is open meanwhile; a broken line is an answer too: unknown."""

from __future__ import annotations

from typing import cast

from tiwala.gateways.outcomes import Outcome, RefundOutcome, Unknown, Why
from tiwala.gateways.port import DisputeFacts, Gateway, LookUp, LookUpRefund, SeesDisputes
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.traces import trace_of


def about_attempt(attempt: Attempt, *, reference: str = "") -> Outcome:
    """The truth about a try at its own account, by `reference` (theirs) when one is given."""
    query = LookUp(attempt.key, reference or attempt.reference or None, by_kept=attempt.saved_method_id is not None)
    return _look_up(adapter_by_ref(attempt.gateway_account_ref), query)


def about_stranger(account_ref: str, *, attempt_key: str, reference: str) -> Outcome:
    """The truth about something at an account of ours that no attempt of ours explains."""
    return _look_up(adapter_by_ref(account_ref), LookUp(attempt_key, reference or None))


def about_refund(refund: Refund) -> RefundOutcome:
    """The truth about money that is to go back."""
    paid = refund.attempt
    if paid is None:
        return Unknown(Why.NOT_FOUND)
    adapter = adapter_by_ref(paid.gateway_account_ref)
    query = LookUpRefund(refund.public_id, refund.reference or None, paid.reference, trace=trace_of(refund))
    try:
        return adapter.look_up_refund(query)
    except GatewayBreakdown:
        return Unknown(Why.LINE_BROKE)


def about_dispute(adapter: Gateway, reference: str) -> DisputeFacts | Unknown:
    """The truth about a dispute, from a gateway that can be asked about one."""
    if adapter.can.disputes != "looked_up":
        return Unknown(Why.NOT_FOUND)
    try:
        return cast("SeesDisputes", adapter).look_up_dispute(reference)
    except GatewayBreakdown:
        return Unknown(Why.LINE_BROKE)


def is_line_broken(outcome: Outcome | RefundOutcome) -> bool:
    """Whether the question itself did not get through."""
    return isinstance(outcome, Unknown) and outcome.why == Why.LINE_BROKE


def is_unheard_of(outcome: Outcome | RefundOutcome) -> bool:
    """Whether the gateway answered that it knows of no such thing."""
    return isinstance(outcome, Unknown) and outcome.why == Why.NOT_FOUND


def _look_up(adapter: Gateway, query: LookUp) -> Outcome:
    try:
        return adapter.look_up(query)
    except GatewayBreakdown:
        return Unknown(Why.LINE_BROKE)
