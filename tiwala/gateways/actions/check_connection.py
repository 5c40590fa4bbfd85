"""Try the line to a gateway with the keys we have."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.line_check import LineState, ask_line
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Connection:
    """How the line is: works, keys refused, busy, or could not be reached just now."""

    state: LineState
    took_ms: int


def check_connection(account_id: UUID, *, by: Actor) -> Connection:
    """Ask the gateway about a try that never was: a clear "not found" proves line and keys. Moves nothing."""
    account = GatewayAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(wanted="gac")
    adapter = registry.adapter_for(account)
    before = clock.now()
    state = ask_line(adapter)
    found = Connection(state, took_ms=int((clock.now() - before).total_seconds() * 1000))
    _keep(account, found, by=by)
    return found


@action
def _keep(account: GatewayAccount, found: Connection, *, by: Actor) -> None:
    GatewayAccount.objects.filter(pk=account.pk).update(checked_as=found.state, checked_at=clock.now())
    record("gateway_account:check", account.public_id, by=by, outcome=found.state, took_ms=found.took_ms)
