"""The first secret of a gateway's notices, copied over by hand."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.audit.actions.record import record
from tiwala.gateways.actions.add_account import check_secrets
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


@action
def set_notice_secret(account_id: UUID, secret: str, *, by: Actor) -> GatewayAccount:
    """Keep the secret that proves its notices, where there is none yet: a notice is a hint, so one person does it.

    Another one is a rotation, for two: SecondPersonNeeded. BadInput for what is no secret.
    """
    if not secret:
        raise BadInput(fields={"notice_secret": "required"})
    check_secrets({}, notice_secret=secret)
    account: GatewayAccount = GatewayAccount.objects.locked(account_id)
    if account.notice_secrets and not needs_nobody(by):
        raise SecondPersonNeeded
    account.believe([secret])
    account.version += 1
    account.updated_at = clock.now()
    account.save()
    record("gateway_account:rotate_keys", account.public_id, by=by, changed=[], notice_secret=True, first=True)
    return account
