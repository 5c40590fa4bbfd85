"""What was seen before a try, in one statement whose cost follows the windows, not the history."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from tiwala.fraud import keys
from tiwala.fraud.facts import Known, Listed, TryFacts
from tiwala.fraud.keys import Keys
from tiwala.kit import ids

NEWEST: Final = 500
"""A window looks at so many newest rows of a key: a key with more counts as that many, and costs no more."""
HABIT_OF: Final = 50
HABIT_FROM: Final = 5
_SMALL: Final = 10


def _window(column: str, wanted: str) -> str:
    """The counts of one key's newest day; a key that is not there has none.

    Asked for each stored form of the key apart, so that the index gives the newest rows without reading the rest.
    """
    return f"""
    (SELECT to_jsonb(w) FROM (
        SELECT count(*) FILTER (WHERE s.at > %(ten_minutes)s) AS tries_10m,
               count(*) FILTER (WHERE s.at > %(hour)s) AS tries_1h,
               count(*) AS tries_24h,
               count(e.id) FILTER (WHERE s.at > %(hour)s) AS declines_1h,
               count(e.id) AS declines_24h,
               count(DISTINCT s.customer_ref) AS customers_24h,
               count(DISTINCT s.ip_mark) AS ips_24h,
               count(DISTINCT s.method_mark) AS methods_24h,
               coalesce(bool_or(s.payment_ref <> %(mine)s AND s.currency = %(currency)s
                                AND s.amount_minor <= %(small)s), false) AS is_small
          FROM unnest({wanted}) AS k(form) CROSS JOIN LATERAL (
               SELECT * FROM fraud_sighting WHERE {column} = k.form AND at > %(day)s ORDER BY at DESC LIMIT {NEWEST}) s
          LEFT JOIN fraud_ending e ON e.payment_ref = s.payment_ref AND e.how = 'declined') w)"""  # noqa: S608 -- own names


_HABIT: Final = f"""
    (SELECT to_jsonb(h) FROM (
        SELECT count(*) AS paid, max(amount_minor) AS most,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_minor) AS usual
          FROM (SELECT s.amount_minor
                  FROM (SELECT * FROM fraud_sighting WHERE customer_ref = %(customer)s
                         ORDER BY at DESC LIMIT {NEWEST}) s
                  JOIN fraud_ending e ON e.payment_ref = s.payment_ref AND e.how = 'paid' AND NOT e.is_odd
                 WHERE s.currency = %(currency)s ORDER BY s.at DESC LIMIT {HABIT_OF}) p) h)"""  # noqa: S608 -- own names
_IS_NEW_METHOD: Final = """
    (NOT EXISTS (SELECT 1 FROM fraud_sighting s JOIN fraud_ending e ON e.payment_ref = s.payment_ref AND e.how = 'paid'
                  WHERE s.method_mark = ANY(%(method)s) AND s.customer_ref = %(customer)s))"""
_LISTED: Final = """
    (SELECT coalesce(jsonb_agg(jsonb_build_array(id, side, about, scope) ORDER BY id), '[]') FROM fraud_listentry
      WHERE mark = ANY(%(all_marks)s) AND (ends_at IS NULL OR ends_at > %(now)s))"""
_ALL: Final = ", ".join(
    [
        _window("ip_mark", "%(ip)s::bytea[]"),
        _window("net_mark", "%(net)s::bytea[]"),
        _window("customer_ref", "ARRAY[%(customer)s::text]"),
        _window("method_mark", "%(method)s::bytea[]"),
        _HABIT,
        _IS_NEW_METHOD,
        _LISTED,
    ]
)


def look_back(facts: TryFacts, own: Keys, *, now: datetime) -> tuple[Known, tuple[Listed, ...]]:
    """All attributes of `state`, and the entries of lists this try meets. Its own sighting is there already."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_ALL}", _asked(facts, own, now))
        ip, net, customer, method, habit, is_new, listed = (_read(value) for value in cursor.fetchone() or ())
    known: dict[str, float | str | bool | None] = {}
    for key, window in (("ip", ip if own.ip else {}), ("net", net if own.net else {}), ("customer", customer)):
        for name in ("tries_10m", "tries_1h", "tries_24h", "declines_1h", "declines_24h"):
            known[f"{key}_{name}"] = window.get(name)
    known["ip_customers_24h"] = ip["customers_24h"] if own.ip else None
    known["net_customers_24h"] = net["customers_24h"] if own.net else None
    known["customer_ips_24h"], known["customer_methods_24h"] = customer["ips_24h"], customer["methods_24h"]
    known["method_customers_24h"] = method["customers_24h"] if own.method else None
    known["is_new_method"] = is_new if own.method else None
    known["is_large_after_small"] = customer["is_small"] or (bool(own.ip) and ip["is_small"])
    return {**known, **_habit(facts, habit)}, _entries(listed)


def listed_only(own: Keys, *, now: datetime) -> tuple[Listed, ...]:
    """The entries of lists alone: what is asked when looking back came too late."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_LISTED}", {"all_marks": _all_marks(own), "now": now})
        (found,) = cursor.fetchone() or ("[]",)
    return _entries(_read(found))


def _asked(facts: TryFacts, own: Keys, now: datetime) -> dict[str, Any]:
    return {
        "ip": keys.marks("ip", own.ip),
        "net": keys.marks("net", own.net),
        "method": keys.marks("method", own.method),
        "customer": own.customer,
        "all_marks": _all_marks(own),
        "mine": facts.payment_ref,
        "currency": facts.amount.currency,
        "small": facts.amount.minor // _SMALL,
        "now": now,
        "ten_minutes": now - timedelta(minutes=10),
        "hour": now - timedelta(hours=1),
        "day": now - timedelta(days=1),
    }


def _all_marks(own: Keys) -> list[bytes]:
    return [one for about in keys.ABOUT for one in keys.marks(about, getattr(own, about))]


def _habit(facts: TryFacts, habit: dict[str, Any]) -> Known:
    """The usual and the largest amount, once there are enough to have a habit."""
    paid = habit["paid"]
    if paid < HABIT_FROM:
        return {"customer_paid": paid, "usual_minor": None, "most_minor": None, "times_usual": None}
    times = round(facts.amount.minor / habit["usual"], 2)
    return {"customer_paid": paid, "usual_minor": habit["usual"], "most_minor": habit["most"], "times_usual": times}


def _entries(found: list[list[str]]) -> tuple[Listed, ...]:
    return tuple(
        Listed(ids.encode("fle", UUID(key)), "deny" if side == "deny" else "allow", about, scope)
        for key, side, about, scope in found
    )


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
