"""Say anew what a gateway switched on for the business."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.models import GatewayAccount
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal


class NothingToSay(Refusal):
    """A gateway without such settings was told of some."""

    code, message, status = "no_settings", _("There is nothing to say about this gateway: it tells us itself."), 422


@action
def change_settings(account_id: UUID, *, yes: Collection[str], by: Actor) -> GatewayAccount:
    """Keep which of its questions are answered by yes; all others are a no. Keys stay as they are.

    It diverts nothing, only what is offered through the account, so one person does it. NothingToSay.
    """
    account: GatewayAccount = GatewayAccount.objects.locked(account_id)
    gateway = registry.known(account.gateway)
    if not gateway.may_have or gateway.words is None:
        raise NothingToSay(gateway=account.gateway)
    before = gateway.words.told(account.keys)
    keys = {name: key for name, key in account.keys.items() if name not in gateway.may_have}
    account.keys = keys | gateway.words.kept(yes)
    account.version += 1
    account.updated_at = clock.now()
    account.save()
    now = gateway.words.told(account.keys)
    record("gateway_account:change", account.public_id, by=by, before=before, now=now)
    return account
