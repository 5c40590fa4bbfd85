"""When wrong tries are more than people who forgot: as data, and as questions to the table of failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, QuerySet

from tiwala.identity.models import FailedTry

WINDOW: Final = timedelta(minutes=15)
FROM_ONE_NETWORK: Final = 20
"""Failures from one neighbourhood of the network within the window, at …"""
AT_SO_MANY: Final = 5
"""… this many accounts or more: somebody tries one password on many people, or a list of stolen pairs."""
EVERYWHERE: Final = 60
"""Failures within the window altogether, at AT_SO_MANY accounts or more: a list that comes from many networks."""
AT_ONE_FROM: Final = 5
"""Networks from which one and the same account is tried within the window."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What was seen. `about` is the same for as long as it goes on, so that it makes one task."""

    about: str
    facts: dict[str, Any]


def bursts(*, now: datetime, since: datetime) -> list[Burst]:
    """What goes on at this moment and did not end before `since`."""
    window = FailedTry.objects.filter(at__gt=now - WINDOW, at__lte=now)
    return [*_from_networks(window, since), *_at_accounts(window, since), *_everywhere(window, since)]


def _from_networks(window: QuerySet[FailedTry], since: datetime) -> list[Burst]:
    rows = window.values("network").annotate(tries=Count("pk"), accounts=Count("subject", distinct=True))
    found = rows.annotate(last=Max("at")).filter(tries__gte=FROM_ONE_NETWORK, accounts__gte=AT_SO_MANY, last__gt=since)
    return [Burst(f"network {one['network']}", _facts(one) | {"near": one["network"]}) for one in found]


def _at_accounts(window: QuerySet[FailedTry], since: datetime) -> list[Burst]:
    rows = window.values("subject").annotate(tries=Count("pk"), networks=Count("network", distinct=True))
    found = rows.annotate(last=Max("at")).filter(networks__gte=AT_ONE_FROM, last__gt=since)
    return [Burst(f"account {bytes(one['subject']).hex()[:16]}", _facts(one)) for one in found]


def _everywhere(window: QuerySet[FailedTry], since: datetime) -> list[Burst]:
    counted = {"accounts": Count("subject", distinct=True), "networks": Count("network", distinct=True)}
    one = window.aggregate(tries=Count("pk"), last=Max("at"), **counted)
    is_one = one["tries"] >= EVERYWHERE and one["accounts"] >= AT_SO_MANY and one["last"] > since
    return [Burst("everywhere", _facts(one))] if is_one else []


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("tries", "accounts", "networks") if name in row}
