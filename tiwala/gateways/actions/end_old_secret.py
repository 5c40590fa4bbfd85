"""The old secret of a gateway's notices proves nothing any more."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState


@action
def end_old_secret(account_id: UUID, *, by: Actor) -> GatewayAccount:
    """Accept the newest only; what came before is still read. One person does it: it gives nobody anything.

    WrongState without two.
    """
    account: GatewayAccount = GatewayAccount.objects.locked(account_id)
    if len(account.notice_secrets) < 2:  # noqa: PLR2004 -- a new one and an old one
        raise WrongState(account=account.public_id)
    account.believe(account.notice_secrets[:1])
    account.version += 1
    account.updated_at = clock.now()
    account.save()
    record("gateway_account:end_secret", account.public_id, by=by)
    return account
