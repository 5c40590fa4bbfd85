"""What a pay-link token opens: one statement that looks, counts and logs, alike for every token that opens nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tiwala.kit import clock, ids, secrets
from tiwala.kit.conf import conf
from tiwala.kit.db import prepared
from tiwala.kit.errors import TooMany

VISITOR_BYTES = 16

_OPEN = """
WITH visitor AS (SELECT %(visitor)s::bytea AS digest, %(minute)s::bigint AS minute),
misses AS (
    SELECT coalesce(sum(m.count), 0) AS count FROM invoicing_linkmiss m, visitor v
     WHERE m.visitor = v.digest AND m.minute = v.minute),
link AS (
    SELECT l.id, l.invoice_id FROM invoicing_paylink l
     WHERE l.token_hash = %(hash)s::bytea AND l.revoked_at IS NULL AND l.expires_at > %(now)s::timestamptz),
seen AS (
    INSERT INTO invoicing_linkview (link_id, at, minute, visitor)
    SELECT link.id, %(now)s::timestamptz, v.minute, v.digest FROM link, visitor v
    ON CONFLICT DO NOTHING),
missed AS (
    INSERT INTO invoicing_linkmiss AS m (visitor, minute, count)
    SELECT v.digest, v.minute, 1 FROM visitor v WHERE NOT EXISTS (SELECT 1 FROM link)
    ON CONFLICT (visitor, minute) DO UPDATE SET count = m.count + 1)
SELECT misses.count, link.id, i.id, i.customer_ref, i.state, i.number_text, i.description, i.issued_on, i.due_on,
       i.currency, i.total_minor, i.credited_minor, i.vatable_minor, i.vat_minor, i.zero_rated_minor,
       i.exempt_minor, i.non_vat_minor, c.language
  FROM misses LEFT JOIN link ON true LEFT JOIN invoicing_invoice i ON i.id = link.invoice_id
  LEFT JOIN customers_customer c ON c.id = i.customer_id
"""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """The invoice behind a living link, as the pay page needs it. Amounts in minor units, the customer's `language`."""

    link_ref: str
    invoice_id: UUID
    invoice_ref: str
    customer_ref: str
    state: str
    number: str
    description: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    credited_minor: int
    vatable_minor: int
    vat_minor: int
    zero_rated_minor: int
    exempt_minor: int
    non_vat_minor: int
    language: str


def token_hash(token: str) -> bytes:
    """What is stored and looked up. The token has 256 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def open_link(token: str, *, visitor: str) -> OpenedLink | None:
    """The invoice this token opens, or None: wrong, expired and revoked tokens take the same statement.

    Logs the visit (one row a visitor a minute). `visitor` is the caller's address; only a keyed digest is kept.
    Refuses with TooMany once a visitor missed more often in a minute than `conf.pay.link_misses_per_minute`; a true
    link opens even then, for a carrier's one address has thousands of phones behind it, and 256 bits are not guessed.
    """
    now: datetime = clock.now()
    asked: dict[str, Any] = {
        "hash": token_hash(token[:200]),
        "now": now,
        "minute": int(now.timestamp()) // 60,
        "visitor": secrets.blind_primary("link_visitor", visitor)[:VISITOR_BYTES],
    }
    [(misses, link_id, invoice_id, *rest)] = prepared(_OPEN, asked)
    if link_id is None:
        if misses > conf.pay.link_misses_per_minute:
            raise TooMany(door="pay")
        return None
    return OpenedLink(ids.encode("lnk", link_id), invoice_id, ids.encode("inv", invoice_id), *rest)
