"""Find disputes of which no notice came: gateways that can list them are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast

import structlog

from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.port import ListsDisputes
from tiwala.gateways.queries import accounts_of_house, adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.errors import GatewayBreakdown, Refusal
from tiwala.payments.actions.ask_about_dispute import ask_about_dispute
from tiwala.payments.models import Dispute
from tiwala.payments.sources import unmatched_source
from tiwala.tasks.models import Task

LATELY: Final = timedelta(days=7)
LONG: Final = timedelta(days=120)
"""So far back the nightly question goes: a house that slept for months misses none."""
_log = structlog.get_logger()


def find_disputes(*, by: Actor, back: timedelta = LATELY) -> int:
    """Ask about each dispute we have not heard of; returns how many were found.

    Also at accounts that are switched off: banks take their time. An account that does not answer holds up no other,
    and is asked again an hour later. What is about no payment of ours is told once, however often it is listed.
    """
    return sum(_at(account, by=by, back=back) for account in accounts_of_house())


def _at(account: GatewayAccount, *, by: Actor, back: timedelta) -> int:
    ref, found = account.public_id, 0
    try:
        adapter = adapter_by_ref(ref)
        if not adapter.can.lists_disputes:
            return 0
        listed = cast("ListsDisputes", adapter).list_disputes(clock.now() - back)
        for reference in _unheard(ref, listed):
            found += ask_about_dispute(ref, reference, by=by, source="list") is not None
    except (GatewayBreakdown, Refusal) as broken:
        _log.warning("disputes.not_listed", account_ref=ref, why=type(broken).__name__)
    return found


def _unheard(account_ref: str, listed: tuple[str, ...]) -> list[str]:
    """Those that are neither a dispute of ours nor told to a person as about none of our payments."""
    known = set(Dispute.objects.filter(gateway_account_ref=account_ref).values_list("reference", flat=True))
    left = [reference for reference in dict.fromkeys(listed) if reference not in known]
    names = {unmatched_source(account_ref, reference): reference for reference in left}
    told = Task.objects.filter(kind="dispute_unmatched", subject_ref__in=names).values_list("subject_ref", flat=True)
    for name in set(told):
        names.pop(name)
    return list(names.values())
