"""An account stops receiving: nobody is shown it any more."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.transfers.errors import AccountGone
from tiwala.transfers.models import ReceivingAccount


@action
def close_account(account_id: UUID, *, by: Actor) -> ReceivingAccount:
    """Close it at once: that takes nobody's money. What was begun there is still confirmed. AccountGone."""
    account: ReceivingAccount = ReceivingAccount.objects.locked(account_id)
    if not account.is_open:
        raise AccountGone(account=account.public_id)
    account.closed_at = clock.now()
    account.save(update_fields=["closed_at"])
    record("receiving_account:close", account.public_id, by=by, bank=account.bank)
    return account
