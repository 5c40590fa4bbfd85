"""Statements: the postings of an account, or of a customer's subjects, each with the balance after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tiwala.kit import ids
from tiwala.ledger import chart
from tiwala.ledger.balances import account_balance

_LONG_AGO = datetime.fromisoformat("0001-01-02T00:00:00+00:00")
_FAR_AHEAD = datetime.fromisoformat("9999-12-30T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One posting and the balance after it, debits above zero, in smallest units."""

    entry_ref: str
    at: datetime
    kind: str
    source: str
    subject: str
    account_code: str
    memo: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An account between two instants. `has_more` when the limit cut it; go on with since=lines[-1].at."""

    opening_minor: int
    lines: tuple[StatementLine, ...]
    closing_minor: int
    has_more: bool


_LINES = """
SELECT p.entry_id, p.at, e.kind, e.source, p.subject, p.account_code, e.memo, p.amount_minor,
       sum(p.amount_minor) OVER (ORDER BY p.at, p.id)
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
"""


def account_statement(
    code: str, currency: str, *, since: datetime | None = None, until: datetime | None = None, limit: int = 500
) -> Statement:
    """The account's postings from `since` up to (not at) `until`, oldest first, with the running balance."""
    opening = account_balance(code, currency, since) if since else 0
    sql = _LINES + (
        "WHERE p.account_code = %s AND p.currency = %s AND p.at >= %s AND p.at < %s ORDER BY p.at, p.id LIMIT %s"
    )
    found = _read(sql, [code, currency, since or _LONG_AGO, until or _FAR_AHEAD, limit + 1], opening)
    lines = found[:limit]
    closing = lines[-1].balance_minor if lines else opening
    return Statement(opening, tuple(lines), closing, has_more=len(found) > limit)


def customer_statement(subjects: Iterable[str], currency: str, *, since: datetime | None = None) -> Statement:
    """What a customer owes over time: receivables of their invoices less their credit, above zero = they owe us.

    `subjects` are the customer's own public id and those of their invoices.
    """
    accounts = [chart.RECEIVABLE, chart.CUSTOMER_CREDIT]
    where = "WHERE p.subject = ANY(%s) AND p.account_code = ANY(%s) AND p.currency = %s ORDER BY p.at, p.id"
    lines = _read(_LINES + where, [list(subjects), accounts, currency], 0)
    shown = [line for line in lines if since is None or line.at >= since]
    opening = shown[0].balance_minor - shown[0].amount_minor if shown else (lines[-1].balance_minor if lines else 0)
    closing = shown[-1].balance_minor if shown else opening
    return Statement(opening, tuple(shown), closing, has_more=False)


def _read(sql: str, params: list[Any], opening: int) -> list[StatementLine]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_line(row, opening) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...], opening: int) -> StatementLine:
    entry_id, at, kind, source, subject, account_code, memo, amount, running = row
    return StatementLine(
        entry_ref=ids.encode("ent", entry_id),
        at=at,
        kind=kind,
        source=source,
        subject=subject,
        account_code=account_code,
        memo=memo,
        amount_minor=amount,
        balance_minor=opening + int(running),
    )
