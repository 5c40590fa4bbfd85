"""What was seen before a try, in one statement whose cost follows the windows, not the history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.db import connection

from tiwala.fraud import keys
from tiwala.fraud.attributes import COUNTED
from tiwala.fraud.facts import Known, Listed, Side, TryFacts
from tiwala.fraud.keys import Keys
from tiwala.fraud.memory import rows
from tiwala.fraud.memory.features import Looked, features
from tiwala.fraud.places import Places, at_odds
from tiwala.kit import ids
from tiwala.kit.conf import conf
from tiwala.kit.db import prepared, read_json

NEWEST: Final = 400
"""A window looks at so many newest rows of a key: a key with more counts as that many, and costs no more.

At 500 an address with 100,000 tries cost 1.52 times an empty room's try, at 400 1.26 to 1.34 (`bench/trials/fraud.py`).
"""
OF_ALL: Final = 500
"""The same of the whole house, and of a customer's own history: one such range a try, not one a key."""
HABIT_OF: Final = 50
HABIT_FROM: Final = 5
_SMALL: Final = 10


_LOOKED_AT: Final = ", ".join(
    f"s.{column}"
    for column in (
        *("payment_ref", "at", "customer_ref", "ip_mark", "method_mark", "device_mark", "card_mark"),
        *("bin", "ip_country", "card_country", "amount_minor", "currency"),
    )
)
"""What is carried through the statement: the marks of other keys would make every row twice as wide."""


def _rows(key: str, column: str, wanted: str) -> str:
    """One key's newest rows of a day. Each stored form apart, so that the index gives them without reading the rest."""
    return f"""
        SELECT '{key}' AS key, {_LOOKED_AT} FROM unnest({wanted}) AS k(form) CROSS JOIN LATERAL (
            SELECT * FROM fraud_sighting WHERE {column} = k.form AND at > %(day)s ORDER BY at DESC LIMIT {NEWEST}) s"""  # noqa: S608 -- own names


_OF_CARD: Final = f"""
        SELECT 'card' AS key, {_LOOKED_AT} FROM unnest(%(card)s::bytea[]) AS k(form) CROSS JOIN LATERAL (
            (SELECT payment_ref FROM fraud_sighting WHERE card_mark = k.form AND at > %(day)s
              ORDER BY at DESC LIMIT {NEWEST})
            UNION
            (SELECT payment_ref FROM fraud_learned WHERE card_mark = k.form AND at > %(day)s
              ORDER BY at DESC LIMIT {NEWEST})) u
          CROSS JOIN LATERAL (SELECT * FROM fraud_sighting
                               WHERE payment_ref = u.payment_ref AND at > %(day)s LIMIT 1) s"""  # noqa: S608 -- own names
_OF_HOUSE: Final = f"""
        SELECT 'house' AS key, {_LOOKED_AT} FROM (
            SELECT * FROM fraud_sighting ORDER BY id DESC LIMIT {OF_ALL}) s WHERE s.at > %(hour)s"""  # noqa: S608 -- own names
_MARKED: Final = ("ip", "net", "device", "mail", "phone", "method")
_DISTINCT: Final = {
    "customers_24h": "customer_ref",
    "ips_24h": "ip_mark",
    "methods_24h": "method_mark",
    "cards_24h": "card",
    "devices_24h": "device_mark",
    "countries_24h": "place",
}


def _distinct(name: str, column: str) -> str:
    """How many different ones, of the keys that ask for it only: to tell them apart is the dearest part."""
    of = ", ".join(f"'{key}'" for key, names in COUNTED.items() if name in names)
    return f"count(DISTINCT s.{column}) FILTER (WHERE s.key IN ({of})) AS {name}"


_CARDLESS: Final = tuple(key for key, names in COUNTED.items() if "cards_24h" not in names)
"""Keys of which no cards are counted."""

_WINDOWS: Final = f"""
    WITH newest AS ({
    " UNION ALL ".join(
        [
            *(_rows(key, f"{key}_mark", f"%({key})s::bytea[]") for key in _MARKED),
            _rows("customer", "customer_ref", "ARRAY[%(customer)s::text]"),
            _rows("address", "bill_mark", "%(address)s::bytea[]"),
            _rows("address", "ship_mark", "%(address)s::bytea[]"),
            _OF_CARD,
            _OF_HOUSE,
        ]
    )
}), refs AS MATERIALIZED (
        SELECT payment_ref, bool_or(key NOT IN {_CARDLESS}) AS wants_card FROM newest GROUP BY payment_ref
    ), ended AS MATERIALIZED (
        SELECT payment_ref, bool_or(e.how = 'declined') AS is_declined, bool_or(e.how = 'blocked') AS is_blocked
          FROM refs JOIN fraud_ending e USING (payment_ref)
         WHERE e.how IN ('declined', 'blocked') GROUP BY payment_ref
    ), shown AS MATERIALIZED (
        SELECT DISTINCT ON (payment_ref) payment_ref, l.card_mark, l.bin, l.country
          FROM refs JOIN fraud_learned l USING (payment_ref) WHERE refs.wants_card ORDER BY payment_ref, l.id DESC
    ), seen AS (
        SELECT n.*, nullif(n.ip_country, '') AS place, e.is_declined, e.is_blocked,
               coalesce(l.card_mark, n.card_mark) AS card,
               coalesce(nullif(l.bin, ''), n.bin) AS card_bin,
               coalesce(nullif(l.country, ''), n.card_country) AS card_from
          FROM newest n LEFT JOIN ended e USING (payment_ref) LEFT JOIN shown l USING (payment_ref)
    ), of_bin AS (
        SELECT key, max(n) AS cards_of_one_bin FROM (
            SELECT key, card_bin, count(DISTINCT card) AS n FROM seen WHERE card_bin <> '' GROUP BY key, card_bin) b
         GROUP BY key
    ), counted AS (
        SELECT s.key,
               count(*) FILTER (WHERE s.at > %(ten_minutes)s) AS tries_10m,
               count(*) FILTER (WHERE s.is_blocked IS NOT TRUE AND s.at > %(hour)s) AS tries_1h,
               count(*) FILTER (WHERE s.is_blocked IS NOT TRUE) AS tries_24h,
               count(*) FILTER (WHERE s.is_blocked AND s.at > %(hour)s) AS blocked_1h,
               count(*) FILTER (WHERE s.is_declined AND s.at > %(hour)s) AS declines_1h,
               count(*) FILTER (WHERE s.is_declined) AS declines_24h,
               {", ".join(_distinct(name, column) for name, column in _DISTINCT.items())},
               coalesce(max(b.cards_of_one_bin), 0) AS cards_of_one_bin_24h,
               (array_agg(s.card_from ORDER BY s.at DESC)
                    FILTER (WHERE s.key = 'customer' AND s.card_from <> ''))[1] AS card_country,
               coalesce(bool_or(s.ip_country <> '' AND s.ip_country <> %(ip_country)s
                                AND s.at > %(travelling)s), false) AS is_elsewhere,
               coalesce(bool_or(s.payment_ref <> %(mine)s AND s.currency = %(currency)s
                                AND s.amount_minor <= %(small)s), false) AS is_small
          FROM seen s LEFT JOIN of_bin b ON b.key = s.key GROUP BY s.key)
    SELECT (SELECT coalesce(jsonb_object_agg(key, to_jsonb(c)), '{{}}') FROM counted c)"""  # noqa: S608 -- own names
_HABIT: Final = f"""
    (WITH own AS MATERIALIZED (SELECT * FROM fraud_sighting WHERE customer_ref = %(customer)s
                                ORDER BY at DESC LIMIT {OF_ALL}),
          paid AS (SELECT s.amount_minor FROM own s
                     JOIN fraud_ending e ON e.payment_ref = s.payment_ref AND e.how = 'paid' AND NOT e.is_odd
                    WHERE s.currency = %(currency)s ORDER BY s.at DESC LIMIT {HABIT_OF})
     SELECT to_jsonb(h) FROM (
        SELECT (SELECT count(*) FROM paid) AS paid, (SELECT max(amount_minor) FROM paid) AS most,
               (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_minor) FROM paid) AS usual,
               count(*) AS tries,
               coalesce(bool_or(device_mark = ANY(%(device)s::bytea[])), false) AS knows_device,
               coalesce(bool_or(bill_mark = ANY(%(bill)s::bytea[])), false) AS knows_bill,
               coalesce(bool_or(ship_mark = ANY(%(ship)s::bytea[])), false) AS knows_ship,
               (SELECT count(*) FROM own s JOIN fraud_ending e
                    ON e.payment_ref = s.payment_ref AND e.how = 'refunded') AS refunds,
               (SELECT count(*) FROM own s JOIN fraud_ending e
                    ON e.payment_ref = s.payment_ref AND e.how = 'disputed') AS disputes
          FROM own WHERE payment_ref <> %(mine)s) h)"""  # noqa: S608 -- own names
_IS_NEW_METHOD: Final = """
    (NOT EXISTS (SELECT 1 FROM fraud_sighting s JOIN fraud_ending e ON e.payment_ref = s.payment_ref AND e.how = 'paid'
                  WHERE s.method_mark = ANY(%(method)s) AND s.customer_ref = %(customer)s))"""
_LISTED: Final = """
    (SELECT coalesce(jsonb_agg(jsonb_build_array(id, side, about, scope) ORDER BY id), '[]') FROM fraud_listentry
      WHERE mark = ANY(%(all_marks)s) AND (ends_at IS NULL OR ends_at > %(now)s))"""
_REMEMBERED: Final = """
    (SELECT coalesce(jsonb_agg(jsonb_build_array(about, memory) ORDER BY about), '[]') FROM fraud_entity
      WHERE mark = ANY(%(remembered)s))"""
_ALL: Final = f"{_WINDOWS}, {_HABIT}, {_IS_NEW_METHOD}, {_LISTED}, {_REMEMBERED}"


def look_back(facts: TryFacts, own: Keys, *, places: Places, now: datetime) -> tuple[Known, tuple[Listed, ...]]:
    """All attributes of `state`, and the entries of lists this try meets. Its own sighting is there already."""
    (found,) = prepared(_ALL, _asked(facts, own, places, now))
    windows, habit, is_new, listed, remembered = map(read_json, found)
    known: dict[str, float | str | bool | None] = {}
    for key, names in COUNTED.items():
        window = windows.get(key, {})
        known |= {f"{key}_{name}": window.get(name) for name in names}
    customer, ip = windows.get("customer", {}), windows.get("ip", {})
    known["is_new_method"] = is_new if own.method else None
    known["is_large_after_small"] = bool(customer.get("is_small") or ip.get("is_small"))
    known["is_impossible_travel"] = customer.get("is_elsewhere") if places.ip else None
    seen = places.knowing_card(customer.get("card_country") or "")
    return {
        **known,
        **at_odds(seen),
        **_habit(facts, habit),
        **_new_of(own, habit),
        **_recalled(facts, remembered, now),
    }, _entries(listed)


def listed_only(own: Keys, *, now: datetime) -> tuple[Listed, ...]:
    """The entries of lists alone: what is asked when looking back came too late."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_LISTED}", {"all_marks": _all_marks(own), "now": now})
        (found,) = cursor.fetchone() or ("[]",)
    return _entries(read_json(found))


def _asked(facts: TryFacts, own: Keys, places: Places, now: datetime) -> dict[str, Any]:
    return {
        **{key: keys.marks(key, getattr(own, key)) for key in (*_MARKED, "card")},
        "bill": keys.marks("address", own.bill),
        "ship": keys.marks("address", own.ship),
        "address": [one for key in own.about("address") for one in keys.marks("address", key)],
        "customer": own.customer,
        "all_marks": _all_marks(own),
        "remembered": rows.asked_marks(own, branch_ref=facts.branch_ref[:40], currency=facts.amount.currency),
        "mine": facts.payment_ref,
        "ip_country": places.ip,
        "currency": facts.amount.currency,
        "small": facts.amount.minor // _SMALL,
        "now": now,
        "ten_minutes": now - timedelta(minutes=10),
        "hour": now - timedelta(hours=1),
        "day": now - timedelta(days=1),
        "travelling": now - timedelta(hours=conf.fraud.travel_h),
    }


def _all_marks(own: Keys) -> list[bytes]:
    return [one for about in keys.ABOUT for key in own.about(about) for one in keys.marks(about, key)]


def _habit(facts: TryFacts, habit: Mapping[str, Any]) -> Known:
    """The usual and the largest amount, once there are enough to have a habit."""
    paid = habit["paid"]
    known = {"customer_paid": paid, "customer_refunds": habit["refunds"], "customer_disputes": habit["disputes"]}
    if paid < HABIT_FROM:
        return {**known, "usual_minor": None, "most_minor": None, "times_usual": None}
    times = round(facts.amount.minor / habit["usual"], 2)
    return {**known, "usual_minor": habit["usual"], "most_minor": habit["most"], "times_usual": times}


def _new_of(own: Keys, habit: Mapping[str, Any]) -> Known:
    """What this customer was not seen with before; missing where there is nothing to be new, or nothing before."""
    told = {"device": own.device, "bill": own.bill, "ship": own.ship}
    return {
        f"is_new_{name}": not habit[f"knows_{name}"] if key and habit["tries"] else None for name, key in told.items()
    }


def _recalled(facts: TryFacts, remembered: list[tuple[str, Mapping[str, Any]]], now: datetime) -> Known:
    """What long memory says: of each key that the try has and that was met before."""
    memories, amounts = rows.read(remembered)
    looked = Looked(int(now.timestamp()), facts.amount.minor, facts.amount.currency, {})
    return features(memories, amounts, looked)


def _entries(found: list[list[str]]) -> tuple[Listed, ...]:
    return tuple(
        Listed(ids.encode("fle", UUID(key)), cast("Side", side), about, scope) for key, side, about, scope in found
    )
