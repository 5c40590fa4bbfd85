"""Ask for new keys to a gateway: a second person decides."""

from __future__ import annotations

from uuid import UUID

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.gateways.actions.rotate_keys import NewKeys, check_new
from tiwala.gateways.models import GatewayAccount
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound


@action
def ask_for_keys(account_id: UUID, *, new: NewKeys, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal with the keys sealed in it; they go when it ends. BadInput, NotFound."""
    account = GatewayAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(wanted="gac")
    check_new(new)
    facts = {
        "gateway": account.gateway,
        "label": account.label,
        "mode": account.mode,
        "version": account.version,
        "changed": sorted(new.keys),
        "notice_secret": bool(new.notice_secret),
        "forget_old_secret": new.forget_old_secret,
    }
    sealed = {"keys": dict(new.keys), "notice_secret": new.notice_secret}
    return propose(Wish("gateway_keys", account.public_id, reason, key, facts, sealed), by=by)
