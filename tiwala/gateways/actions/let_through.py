"""May a payer be sent to this method at this account? Asked before every start."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from tiwala.audit.actions.record import record
from tiwala.gateways.circuits import is_over, standing_of
from tiwala.gateways.models import Circuit
from tiwala.gateways.states import CircuitState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action

Pass = Literal["free", "probe", "shut"]


def let_through(account_ref: str, method: str, *, by: Actor) -> Pass:
    """Free while the circuit is closed. Once its wait is over, one payer at a time may try; all others are shut out.

    Whoever tries holds a lease (`conf.routing.probe_s`), so that a process that dies keeps nobody away for long.
    """
    standing = standing_of(account_ref, method)
    if standing is None:
        return "free"
    return "probe" if standing.may_try and _take_the_try(account_ref, method, by=by) else "shut"


@action
def _take_the_try(account_ref: str, method: str, *, by: Actor) -> bool:
    """Whoever holds the row's lock first takes it; of any number at once, one."""
    circuit = Circuit.objects.select_for_update().get(account_ref=account_ref, method=method)
    now = clock.now()
    is_open = circuit.state == CircuitState.OPEN
    if circuit.state == CircuitState.CLOSED:
        return True
    if not is_over(circuit.open_until if is_open else circuit.probe_until, now=now):
        return False
    if is_open:
        circuit.move("probe")
    circuit.changed_at, circuit.probe_until = now, now + timedelta(seconds=conf.routing.probe_s)
    circuit.save()
    record("circuit:probe", account_ref, by=by, method=method)
    return True
