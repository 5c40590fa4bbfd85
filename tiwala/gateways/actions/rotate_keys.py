"""Change the keys to a gateway without missing a notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways.actions.add_account import check_secrets
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

SECRETS_MAX = 2


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What changes: call keys by name, a new notice secret (the old one stays valid), or an end to the old secret."""

    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    notice_secret: str = field(default="", repr=False)
    forget_old_secret: bool = False


@action
def rotate_keys(account_id: UUID, *, new: NewKeys, by: Actor) -> GatewayAccount:
    """Replace keys. A new notice secret is accepted beside the one before, until that is forgotten."""
    check_secrets(new.keys, notice_secret=new.notice_secret)
    account: GatewayAccount = GatewayAccount.objects.locked(account_id)
    secrets = list(account.notice_secrets)
    if new.notice_secret and new.notice_secret not in secrets:
        secrets = [new.notice_secret, *secrets]
    account.notice_secrets = secrets[: 1 if new.forget_old_secret else SECRETS_MAX]
    account.keys = {**account.keys, **new.keys}
    account.version += 1
    account.updated_at = clock.now()
    account.save()
    record(
        "gateway_account:rotate_keys",
        account.public_id,
        by=by,
        changed=sorted(new.keys),
        notice_secret=bool(new.notice_secret),
        forgot_old=new.forget_old_secret,
    )
    return account
