"""How people paid lately, and how often a try went through: one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

DAYS = 30
_SQL = """
SELECT 'paid', method, sum(captured_minor)::bigint FROM payments_payment
 WHERE captured_at >= %(since)s AND currency = %(currency)s AND captured_minor > 0 GROUP BY method
 UNION ALL
SELECT 'tried', state, count(*) FROM payments_attempt
 WHERE created_at >= %(since)s AND gateway_account_ref <> '' AND state IN ('captured', 'reversed', 'declined')
 GROUP BY state
"""


@dataclass(frozen=True, slots=True)
class WaysPaid:
    """What came by each way, the most first, in minor units; and of the tries the bank decided, how many it took."""

    by_method: tuple[tuple[str, int], ...]
    approved: int
    decided: int

    @property
    def approved_percent(self) -> int | None:
        """Of a hundred tries so many were approved; None when the bank decided none."""
        return round(100 * self.approved / self.decided) if self.decided else None


def ways_paid(since: datetime, *, currency: str) -> WaysPaid:
    """From that instant until now."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"since": since, "currency": currency})
        rows = cursor.fetchall()
    paid = [(method, minor) for kind, method, minor in rows if kind == "paid"]
    tried = {state: count for kind, state, count in rows if kind == "tried"}
    return WaysPaid(
        by_method=tuple(sorted(paid, key=lambda one: -one[1])),
        approved=sum(count for state, count in tried.items() if state != "declined"),
        decided=sum(tried.values()),
    )
