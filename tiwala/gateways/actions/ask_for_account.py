"""Ask to connect another account: a second person decides, for it is where money goes."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.gateways.actions.add_account import AccountExists, NewAccount, check_account
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.registry import known
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def ask_for_account(account: NewAccount, *, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal with the keys sealed in it; they go when it ends. AccountExists, BadInput, WrongMode."""
    check_account(account)
    same = GatewayAccount.objects.filter(gateway=account.gateway, mode=account.mode)
    if same.filter(external_id=account.external_id.strip()).exists():
        raise AccountExists(gateway=account.gateway)
    told = {
        "gateway": account.gateway,
        "label": account.label,
        "mode": account.mode,
        "external_id": account.external_id,
        "settings": _said(account),
    }
    sealed = {"keys": dict(account.keys), "notice_secret": account.notice_secret}
    return propose(Wish("gateway_connect", f"gateway:{account.gateway}", reason, key, told, sealed), by=by)


def _said(account: NewAccount) -> list[str]:
    """What the gateway switched on, as told: no secret, and the second person may know better."""
    words = known(account.gateway).words
    return words.told(account.keys) if words else []
