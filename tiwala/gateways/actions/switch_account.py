"""Let new payments go through an account, or stop them."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def switch_account(account_id: UUID, *, enabled: bool, by: Actor) -> GatewayAccount:
    """Switch an account on or off for new payments. What was started is still asked about, notices still heard."""
    account: GatewayAccount = GatewayAccount.objects.locked(account_id)
    account.enabled = enabled
    account.version += 1
    account.updated_at = clock.now()
    account.save(update_fields=["enabled", "version", "updated_at"])
    record("gateway_account:enable" if enabled else "gateway_account:disable", account.public_id, by=by)
    return account
