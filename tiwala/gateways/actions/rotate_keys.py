"""Change the keys to a gateway without missing a notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import FactsChanged, SecondPersonNeeded
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.gateways.actions.add_account import check_secrets
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock, ids
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
    """Replace keys. A new notice secret is accepted beside the one before, until that is forgotten.

    The house does so by itself; a person needs a second one (ask_for_keys): SecondPersonNeeded.
    """
    if not needs_nobody(by):
        raise SecondPersonNeeded
    check_new(new)
    return _rotate(GatewayAccount.objects.locked(account_id), new, asked_by="", by=by)


def check_new(new: NewKeys) -> None:
    """Refuse keys that are none, by name: BadInput."""
    check_secrets(new.keys, notice_secret=new.notice_secret)


def rotate_approved(frozen: Frozen, by: Actor) -> Done:
    """The keys of an approved proposal hold from now on. A step. FactsChanged when others were set meanwhile."""
    account: GatewayAccount = GatewayAccount.objects.locked(ids.decode("gac", frozen.subject_ref))
    if account.version != frozen.facts["version"]:
        raise FactsChanged
    new = NewKeys(
        keys=frozen.sealed["keys"],
        notice_secret=frozen.sealed["notice_secret"],
        forget_old_secret=frozen.facts["forget_old_secret"],
    )
    check_new(new)
    return Done(_rotate(account, new, asked_by=frozen.asker.id, by=by).public_id)


def _rotate(account: GatewayAccount, new: NewKeys, *, asked_by: str, by: Actor) -> GatewayAccount:
    secrets = list(account.notice_secrets)
    if new.notice_secret and new.notice_secret not in secrets:
        secrets = [new.notice_secret, *secrets]
    account.believe(secrets[: 1 if new.forget_old_secret else SECRETS_MAX])
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
        asked_by=asked_by,
    )
    return account
