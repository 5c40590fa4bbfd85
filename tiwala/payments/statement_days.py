"""Which days' statements were read, which are still to read, and whether the account holds money of others. Reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tiwala.gateways.models import GatewayAccount
from tiwala.payments.comparing import Met
from tiwala.payments.models import StatementDay

AGAIN: Final = 7
"""So many days are read again each night: a gateway may list something late."""
BACK: Final = 93
AT_ONCE: Final = 31
"""After a pause (or at the start) so many days more are read a night, none older than three months."""
SHARED: Final = timedelta(days=31)


def is_shared(account_ref: str, met: Sequence[Met], *, on: datetime) -> bool:
    """Whether payments that are not ours went through this account lately: then its payouts are not ours alone."""
    if any(one.line.kind == "payment" and one.what == "not_here" for one in met):
        return True
    lately = StatementDay.objects.filter(gateway_account_ref=account_ref, day__gt=(on - SHARED).date())
    return lately.filter(strangers__gt=0).exists()


def days_to_read(account: GatewayAccount, today: date, zone: ZoneInfo) -> list[date]:
    """The days before today whose statements are to be read tonight, the oldest first."""
    began = max(account.created_at.astimezone(zone).date(), today - timedelta(days=BACK))
    every = [began + timedelta(days=count) for count in range((today - began).days)]
    known = StatementDay.objects.filter(gateway_account_ref=account.public_id, day__gte=began)
    read = set(known.values_list("day", flat=True))
    fresh = [day for day in every if day < today - timedelta(days=AGAIN) and day not in read]
    return [*fresh[:AT_ONCE], *(day for day in every if day >= today - timedelta(days=AGAIN))]
