"""Ask the gateway to end a saved method, and take in its answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import ForgetsMethods, MethodForgotten
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.asking import next_ask
from tiwala.payments.models import SavedMethod
from tiwala.payments.states import SavedMethodState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

STILL_EVERY: Final = timedelta(days=1)
"""When a person was asked to look, it is still asked once a day: a method must not stay there for ever."""


def forget_at_gateway(method_id: UUID, *, by: Actor) -> SavedMethod:
    """Until it is certain: forgotten there, or a gateway that cannot forget (then only our token goes).

    No transaction is open while it is asked. A lost answer is asked again by the schedule, then by a person and daily.
    """
    method = SavedMethod.objects.filter(pk=method_id).get()
    if method.state != SavedMethodState.FORGETTING or not method.token:
        return method
    adapter = adapter_by_ref(method.gateway_account_ref)
    if not adapter.can.forgets_methods:
        return _take_in(method_id, MethodForgotten(), by=by, how="cannot")
    try:
        said = cast("ForgetsMethods", adapter).forget_method(method.token, key=method.public_id)
    except GatewayBreakdown as broken:
        said = Unknown(str(broken)[:40])
    return _take_in(method_id, said, by=by, how="forgotten")


@action
def _take_in(method_id: UUID, said: MethodForgotten | Unknown, *, by: Actor, how: str) -> SavedMethod:
    method = SavedMethod.objects.locked(method_id)
    if method.state != SavedMethodState.FORGETTING:
        return method
    if isinstance(said, MethodForgotten):
        method.move("gone")
        method.token, method.next_ask_at = None, None
        method.save(update_fields=["state", "state_at", "token", "next_ask_at"])
        close_tasks_about("method_not_forgotten", method.public_id, by=by, outcome="forgotten")
        record("saved_method:forgotten", method.public_id, by=by, how=how)
        return method
    due = next_ask(method.state_at, asks=method.asks, now=clock.now())
    if due is None:
        due = clock.now() + STILL_EVERY
        facts = {"account": method.gateway_account_ref, "why": said.why, "asks": method.asks}
        raise_task("method_not_forgotten", method.public_id, by=by, summary_facts=facts)
    method.asks, method.next_ask_at = method.asks + 1, due
    method.save(update_fields=["asks", "next_ask_at"])
    return method
