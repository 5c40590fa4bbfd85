"""Try keys before they are kept: a typing mistake is found before a second person is asked."""

from __future__ import annotations

from django.db import transaction

from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.actions.add_account import NewAccount, check_account
from tiwala.gateways.line_check import LineState
from tiwala.gateways.port import AccountFacts, Mode
from tiwala.gateways.trying import how_would_be
from tiwala.kit.actor import Actor


def try_account(facts: NewAccount, *, by: Actor) -> LineState:
    """How the line is with these keys; nothing is kept. Calls out. Refuses what makes no account: check_account."""
    check_account(facts)
    mode: Mode = "live" if facts.mode == "live" else "test"
    gateway = registry.known(facts.gateway)
    account = AccountFacts(mode, facts.external_id.strip(), gateway.base_url(mode), dict(facts.keys))
    found = how_would_be(gateway, account)
    with transaction.atomic(durable=True):
        record("gateway_account:try", f"gateway:{facts.gateway}", by=by, mode=mode, outcome=found)
    return found
