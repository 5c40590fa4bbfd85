"""Find out by harmless questions whether gateways that were in trouble work again."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.actions.judge_circuit import shut_no_more, wait
from tiwala.gateways.circuits import is_over
from tiwala.gateways.line_check import ask_line
from tiwala.gateways.models import Circuit, GatewayAccount
from tiwala.gateways.states import CircuitState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action


def mend_circuits(*, by: Actor) -> int:
    """Ask each account whose circuit has waited long enough; returns how many circuits moved.

    Works, or answers that it is busy (lists have limits of their own): the next payer may try (half-open). Does not:
    it waits on, twice as long. Half-open and tried by nobody for `conf.routing.calm_s`: closed. No payer is needed to
    end it, and none is sent into a line that is dead.
    """
    return _ask_the_open(by=by) + _close_the_calm(by=by)


def _ask_the_open(*, by: Actor) -> int:
    moved, works = 0, dict[str, bool]()
    found = (
        Circuit.objects.filter(state=CircuitState.OPEN).order_by("id").values_list("id", "account_ref", "open_until")
    )
    due = [(circuit_id, ref) for circuit_id, ref, until in found if is_over(until, now=clock.now())]
    for circuit_id, account_ref in due:
        if account_ref not in works:
            works[account_ref] = _works(account_ref)
        moved += _take_in(circuit_id, works=works[account_ref], by=by)
    return moved


def _works(account_ref: str) -> bool:
    account: GatewayAccount = GatewayAccount.objects.by_public_id(account_ref)
    return ask_line(registry.adapter_for(account)) in ("works", "busy")


@action
def _take_in(circuit_id: int, *, works: bool, by: Actor) -> bool:
    circuit = Circuit.objects.select_for_update().get(pk=circuit_id)
    if circuit.state != CircuitState.OPEN or not is_over(circuit.open_until, now=clock.now()):
        return False
    if works:
        circuit.move("probe")
        circuit.probe_until = None
        record("circuit:probe", circuit.account_ref, by=by, method=circuit.method)
    else:
        circuit.opens += 1
        circuit.open_until = clock.now() + wait(circuit.opens)
    circuit.save()
    return works


@action
def _close_the_calm(*, by: Actor) -> int:
    now = clock.now()
    calm = Circuit.objects.filter(
        Q(probe_until__isnull=True) | Q(probe_until__lte=now),
        state=CircuitState.HALF_OPEN,
        changed_at__lte=now - timedelta(seconds=conf.routing.calm_s),
    )
    found = list(calm.select_for_update(skip_locked=True).order_by("id"))
    for circuit in found:
        shut_no_more(circuit, by=by)
    return len(found)
