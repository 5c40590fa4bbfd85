"""Try new keys to an account before a second person is asked about them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.actions.rotate_keys import NewKeys, check_new
from tiwala.gateways.line_check import LineState
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.port import AccountFacts, Mode
from tiwala.gateways.trying import how_would_be
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound


def try_keys(account_id: UUID, new: NewKeys, *, by: Actor) -> LineState:
    """How the line is with the new keys in place of the old; nothing is kept. Calls out. NotFound, BadInput."""
    account = GatewayAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(wanted="gac")
    check_new(new)
    mode: Mode = "live" if account.mode == "live" else "test"
    gateway = registry.known(account.gateway)
    facts = AccountFacts(mode, account.external_id, gateway.base_url(mode), {**account.keys, **new.keys})
    found = how_would_be(gateway, facts)
    with transaction.atomic(durable=True):
        record("gateway_account:try", account.public_id, by=by, mode=mode, outcome=found)
    return found
