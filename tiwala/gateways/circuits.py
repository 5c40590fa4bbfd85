"""Reads of the circuits: which methods at which accounts payers are kept away from just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tiwala.gateways.models import Circuit
from tiwala.gateways.states import CircuitState
from tiwala.kit import clock
from tiwala.kit.conf import conf


@dataclass(frozen=True, slots=True)
class Standing:
    """How one circuit stands that is not closed. `may_try`: the next payer may be let through to see."""

    account_ref: str
    method: str
    state: CircuitState
    since: datetime
    open_until: datetime | None
    may_try: bool


def standings() -> list[Standing]:
    """Every circuit that is not closed: one statement, nothing in the usual case."""
    now = clock.now()
    return [_standing(one, now) for one in Circuit.objects.exclude(state=CircuitState.CLOSED).order_by("id")]


def standing_of(account_ref: str, method: str) -> Standing | None:
    """The circuit of this method at this account, when it is not closed."""
    found = Circuit.objects.filter(account_ref=account_ref, method=method).exclude(state=CircuitState.CLOSED).first()
    return _standing(found, clock.now()) if found else None


def is_over(lease: datetime | None, *, now: datetime) -> bool:
    """Whether a wait or a lease has ended; one that ends later than any may was set by a clock that was wrong."""
    longest = timedelta(seconds=conf.routing.wait_max_s + conf.routing.probe_s)
    return lease is None or lease <= now or lease > now + longest


def _standing(one: Circuit, now: datetime) -> Standing:
    state = CircuitState(one.state)
    lease = one.open_until if state is CircuitState.OPEN else one.probe_until
    return Standing(one.account_ref, one.method, state, one.changed_at, one.open_until, is_over(lease, now=now))
