"""Whose keys the newest tries share, the most troublesome first: so many tries are looked at, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.db import connection

About = Literal["ip", "net", "device", "card", "method", "customer", "bin"]
NEWEST: Final = 5_000
_NEWEST: Final = f"SELECT * FROM fraud_sighting ORDER BY id DESC LIMIT {NEWEST}"  # noqa: S608 -- own names
_SEEN: Final = """
    newest AS MATERIALIZED (<newest>),
    seen AS MATERIALIZED (
        SELECT n.*, e.is_declined, e.is_blocked, coalesce(l.card_mark, n.card_mark) AS card,
               coalesce(nullif(l.bin, ''), n.bin) AS digits
          FROM newest n
          LEFT JOIN LATERAL (SELECT bool_or(how = 'declined') AS is_declined, bool_or(how = 'blocked') AS is_blocked
                               FROM fraud_ending WHERE payment_ref = n.payment_ref) e ON true
          LEFT JOIN LATERAL (SELECT card_mark, bin FROM fraud_learned WHERE payment_ref = n.payment_ref
                              ORDER BY id DESC LIMIT 1) l ON true
         WHERE n.at > %(since)s
    ), keyed AS (
        SELECT k.about, k.mark, s.* FROM seen s
          CROSS JOIN LATERAL (VALUES ('ip', s.ip_mark), ('net', s.net_mark), ('device', s.device_mark),
                                     ('card', s.card), ('method', s.method_mark),
                                     ('customer', convert_to(s.customer_ref, 'UTF8')),
                                     ('bin', convert_to(nullif(s.digits, ''), 'UTF8'))
                             ) k(about, mark) WHERE k.mark IS NOT NULL)"""
SEEN: Final = _SEEN.replace("<newest>", _NEWEST)
_KEYS: Final = "about <> 'bin'"
"""Of all payers many share the first digits of their cards: that says something within a burst only."""
_BUSY: Final = """
    SELECT about, count(*), count(*) FILTER (WHERE is_declined), count(*) FILTER (WHERE is_blocked),
           count(DISTINCT card), count(DISTINCT customer_ref), max(at),
           (array_agg(payment_ref ORDER BY id DESC))[1], (array_agg(customer_ref ORDER BY id DESC))[1],
           (array_agg(digits ORDER BY id DESC))[1]
      FROM keyed WHERE <keys> GROUP BY about, mark HAVING count(*) >= 3
     ORDER BY count(*) FILTER (WHERE is_declined OR is_blocked) DESC, count(*) DESC, max(at) DESC LIMIT 10"""


@dataclass(frozen=True, slots=True)
class Busy:
    """A key that several tries share, and the newest of them: but for a card's first digits it is not kept in plain."""

    about: About
    tries: int
    declined: int
    blocked: int
    cards: int
    customers: int
    last_at: datetime
    payment_ref: str
    customer_ref: str
    digits: str


def busy_sql(newest: str, *, keys: str = "true") -> str:
    """The statement for the ten busiest keys among the tries that `newest` selects; it asks for `since`."""
    return f"WITH {_SEEN.replace('<newest>', newest)} {_BUSY.replace('<keys>', keys)}"


def busy_since(since: datetime) -> list[Busy]:
    """The ten busiest keys among the newest tries since then: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(busy_sql(_NEWEST, keys=_KEYS), {"since": since})
        return [Busy(*row) for row in cursor.fetchall()]
