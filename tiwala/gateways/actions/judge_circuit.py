"""Judge a method at an account by how its starts go, and open or close its circuit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from tiwala.audit.actions.record import Act, record, record_all
from tiwala.gateways.circuits import standing_of
from tiwala.gateways.models import Call, Circuit
from tiwala.gateways.states import CircuitState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

_EXPONENT_MAX = 16


@dataclass(frozen=True, slots=True)
class _Seen:
    """The starts of the window: how many, how many of them in trouble."""

    calls: int = 0
    troubled: int = 0

    @property
    def is_bad(self) -> bool:
        enough = self.calls >= conf.routing.least_calls
        return enough and self.troubled * 100 >= conf.routing.trouble_percent * self.calls


def judge_circuit(account_ref: str, method: str, *, went_well: bool, began_at: datetime, by: Actor) -> None:
    """Take in how one start went. Trouble enough opens the circuit; a try that went well closes it, another opens it.

    A start that began before the circuit last changed says nothing about it. Opening raises a task, closing ends it.
    """
    standing = standing_of(account_ref, method)
    if standing is None:
        seen = _Seen() if went_well else _seen(account_ref, method)
        if seen.is_bad:
            _open(account_ref, method, seen=seen, by=by)
    elif began_at >= standing.since or standing.since > clock.now():
        _settle(account_ref, method, went_well=went_well, by=by)


def _seen(account_ref: str, method: str) -> _Seen:
    """What happened in the window, but not before the circuit last closed."""
    since = clock.now() - timedelta(seconds=conf.routing.window_s)
    closed_at = Circuit.objects.filter(account_ref=account_ref, method=method).values_list("changed_at", flat=True)
    starts = Call.objects.filter(account_ref=account_ref, method=method, at__gt=max([since, *closed_at]), verb="start")
    found = starts.aggregate(calls=Count("pk"), troubled=Count("pk", filter=~Q(kind="ok")))
    return _Seen(found["calls"], found["troubled"])


@action
def _open(account_ref: str, method: str, *, seen: _Seen, by: Actor) -> None:
    Circuit.objects.bulk_create([Circuit(account_ref=account_ref, method=method)], ignore_conflicts=True)
    circuit = Circuit.objects.select_for_update().get(account_ref=account_ref, method=method)
    if circuit.state == CircuitState.CLOSED:
        _shut(circuit, by=by, facts={"calls": seen.calls, "troubled": seen.troubled})


@action
def _settle(account_ref: str, method: str, *, went_well: bool, by: Actor) -> None:
    circuit = Circuit.objects.select_for_update().get(account_ref=account_ref, method=method)
    if went_well and circuit.state != CircuitState.CLOSED:
        shut_no_more(circuit, by=by)
    elif circuit.state == CircuitState.HALF_OPEN and not went_well:
        _shut(circuit, by=by, facts={"calls": 1, "troubled": 1})


def _shut(circuit: Circuit, *, by: Actor, facts: dict[str, int]) -> None:
    """Keep payers away, twice as long as the last time when there was no calm between."""
    calm = clock.now() - circuit.changed_at > timedelta(seconds=conf.routing.calm_s)
    circuit.opens = 1 if calm and circuit.state == CircuitState.CLOSED else circuit.opens + 1
    circuit.move("open")
    circuit.open_until, circuit.probe_until = circuit.changed_at + wait(circuit.opens), None
    circuit.save()
    raise_task("gateway_trouble", circuit.account_ref, by=by, summary_facts={"method": circuit.method} | facts)
    told = {"method": circuit.method, "opens": circuit.opens, "troubled": facts["troubled"]}
    record_all([Act("circuit:open", circuit.account_ref, facts=told)], by=by)


def shut_no_more(circuit: Circuit, *, by: Actor) -> None:
    """Let payers through again; the last circuit of an account that closes ends its task. A step."""
    circuit.move("close")
    circuit.open_until = circuit.probe_until = None
    circuit.save()
    if not Circuit.objects.filter(account_ref=circuit.account_ref).exclude(state=CircuitState.CLOSED).exists():
        close_tasks_about("gateway_trouble", circuit.account_ref, by=by, outcome="works again")
    record("circuit:close", circuit.account_ref, by=by, method=circuit.method)


def wait(opens: int) -> timedelta:
    """How long a circuit stays open that opened so often without a calm time between."""
    seconds = conf.routing.wait_s * 2 ** min(max(opens - 1, 0), _EXPONENT_MAX)
    return timedelta(seconds=min(seconds, conf.routing.wait_max_s))
