"""What is unusual just now, with its figures: whom it is told to, and how often, is the verb's business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from tiwala.fraud.keys import mark as blinded
from tiwala.fraud.limits import dispute_limits
from tiwala.fraud.monitor.busy import SEEN
from tiwala.fraud.monitor.hours import disputes_by_brand, hour_of
from tiwala.kit.conf import conf

LATELY: Final = timedelta(minutes=10)
_USUAL_OF: Final = timedelta(days=14)
_LOOKS_AN_HOUR: Final = 6
_NOW: Final = """
    SELECT (SELECT count(*) FROM fraud_assessment WHERE at > %(lately)s),
           (SELECT count(*) FROM fraud_assessment WHERE at > %(lately)s AND verdict = 'block' AND NOT is_shadow),
           (SELECT count(*) FROM fraud_ending WHERE known_at > %(lately)s AND how = 'declined'),
           (SELECT payment_ref FROM fraud_assessment ORDER BY id DESC LIMIT 1),
           coalesce((SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY n) FROM fraud_hour
                      WHERE name = 'tries' AND at >= %(usual)s AND at < %(hour)s), 0),
           coalesce((SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY coalesce(d.n, 0)) FROM fraud_hour t
                       LEFT JOIN fraud_hour d ON d.at = t.at AND d.name = 'declined'
                      WHERE t.name = 'tries' AND t.at >= %(usual)s AND t.at < %(hour)s), 0)"""
_CARDS: Final = f"""
    WITH {SEEN}
    SELECT about, mark, count(DISTINCT card), (array_agg(payment_ref ORDER BY id DESC))[1]
      FROM keyed WHERE about IN ('ip', 'device', 'customer')
     GROUP BY about, mark
    HAVING count(DISTINCT card) >= %(cards)s
       AND 2 * count(*) FILTER (WHERE is_declined OR is_blocked) >= count(*)
     ORDER BY count(DISTINCT card) DESC, about DESC LIMIT 20"""  # noqa: S608 -- own names


@dataclass(frozen=True, slots=True)
class Unusual:
    """One burst as it is at this look. `about` and `mark` name a key, or a brand; empty for the house as a whole."""

    kind: str
    n: int
    usual: int
    about: str = ""
    mark: bytes = b""
    payment_ref: str = ""


def unusual(now: datetime) -> list[Unusual]:
    """Everything that is unusual at this moment: four statements, whatever the history."""
    return [*_many(now), *_cards(now), *_disputes(now)]


def _many(now: datetime) -> Iterator[Unusual]:
    """Tries, declines, refusals of the house; usual is what one in twenty hours reaches, for ten minutes."""
    asked = {"lately": now - LATELY, "usual": hour_of(now) - _USUAL_OF, "hour": hour_of(now)}
    with connection.cursor() as cursor:
        cursor.execute(_NOW, asked)
        tries, blocks, declines, newest, busy_tries, busy_declines = cursor.fetchone() or (0, 0, 0, "", 0, 0)
    rows = (
        ("tries", tries, conf.fraud.burst_tries, busy_tries),
        ("declines", declines, conf.fraud.burst_declines, busy_declines),
    )
    for kind, n, least, busy in rows:
        usual = -(-busy // _LOOKS_AN_HOUR)
        if n >= max(least, conf.fraud.burst_times * usual):
            yield Unusual(kind, n, usual, payment_ref=newest or "")
    if blocks >= conf.fraud.burst_blocks:
        yield Unusual("blocks", blocks, 0, payment_ref=newest or "")


def _cards(now: datetime) -> Iterator[Unusual]:
    """Many cards by one key. One thief has one address, browser and customer: told by one of them."""
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, {"since": now - timedelta(hours=1), "cards": conf.fraud.burst_cards})
        rows = cursor.fetchall()
    told = set[str]()
    for about, mark, cards, newest in rows:
        if newest not in told:
            told.add(newest)
            key = bytes(mark) if about != "customer" else blinded("customer", bytes(mark).decode()) or b""
            yield Unusual("cards", cards, conf.fraud.burst_cards, about, key, newest)


def _disputes(now: datetime) -> Iterator[Unusual]:
    """Brands with more disputes than their limit; figures in hundredths of a percent."""
    limits = dispute_limits()
    for brand, (disputed, paid) in disputes_by_brand(now).items():
        limit = limits.get(brand)
        if limit is not None and paid and disputed >= conf.fraud.dispute_least and 10_000 * disputed > limit * paid:
            yield Unusual("disputes", 10_000 * disputed // paid, limit, brand)
