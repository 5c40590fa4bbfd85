"""The daily statement and the payouts: every movement is a line, every day's takings are paid out the next morning."""

import re
from datetime import date
from typing import Any

from tiwala_sandbox.clock import day_of, instant, payout_time
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem, bad_field
from tiwala_sandbox.store import Row, new_id

PAGE = 500
CURSOR = re.compile(r"[0-9]{1,18}")
SHOWN = (
    "id",
    "kind",
    "currency",
    "gross_minor",
    "fee_minor",
    "net_minor",
    "reference",
    "checkout",
    "payment",
    "refund",
    "dispute",
    "payout",
    "method",
)
ABOUT = ("reference", "checkout", "method")


def add_line(bank: Bank, kind: str, about: Row, *, gross: int, fee: int, **links: Any) -> None:
    """Write a line and add it to its day's totals, inside the transaction of what it tells."""
    when = about["paid_at"] if kind == "payout" else bank.now()
    account, currency, day, net = about["account"], about["currency"], day_of(when), gross - fee
    row: Row = {
        "id": new_id("lin"),
        "account": account,
        "day": day,
        "at": when,
        "kind": kind,
        "currency": currency,
        "gross_minor": gross,
        "fee_minor": fee,
        "net_minor": net,
        **{name: about.get(name) for name in ABOUT},
        "payment": about["id"] if about["id"].startswith("pmt_") else about.get("payment"),
        **links,
    }
    bank.store.add("line", row)
    sql = (
        "INSERT INTO day_total VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET"
        " gross_minor = gross_minor + excluded.gross_minor, fee_minor = fee_minor + excluded.fee_minor,"
        " net_minor = net_minor + excluded.net_minor, earned_minor = earned_minor + excluded.earned_minor, closed = 0"
    )
    bank.store.run(sql, account, day, currency, gross, fee, net, 0 if kind == "payout" else net)


def pay_out(bank: Bank, account: str) -> None:
    """Pay out the days whose morning has come; a balance below zero waits for better days."""
    with bank.store.transaction():
        sql = "SELECT * FROM day_total WHERE account = ? AND closed = 0 ORDER BY day, currency LIMIT 10000"
        for total in bank.store.all(sql, account):
            if payout_time(total["day"]) <= bank.now():
                _close_day(bank, total)


def _close_day(bank: Bank, total: Row) -> None:
    key = (total["account"], total["day"], total["currency"])
    owed_name = f"owed:{total['account']}:{total['currency']}"
    owed = int(bank.recall(owed_name) or 0) + total["earned_minor"]
    bank.store.run(
        "UPDATE day_total SET closed = 1, earned_minor = 0 WHERE account = ? AND day = ? AND currency = ?", *key
    )
    if owed > 0:
        _add_payout(bank, total, owed)
    sql = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    bank.store.run(sql, owed_name, str(min(owed, 0)))


def _add_payout(bank: Bank, total: Row, amount: int) -> None:
    paid_at = payout_time(total["day"])
    payout = {
        "id": new_id("pyt"),
        "account": total["account"],
        "amount_minor": amount,
        "currency": total["currency"],
        "day": day_of(paid_at),
        "paid_at": paid_at,
    }
    bank.store.add("payout", payout)
    add_line(bank, "payout", payout, gross=-amount, fee=0, payout=payout["id"])


def statement(bank: Bank, account: str, day: str, *, cursor: str) -> Row:
    """One page of a day's lines, and the totals of the whole day."""
    _check_day(day)
    pay_out(bank, account)
    sql = "SELECT * FROM line WHERE account = ? AND day = ? AND seq > ? ORDER BY seq LIMIT ?"
    rows = bank.store.all(sql, account, day, _read_cursor(cursor, 0), PAGE + 1)
    totals = bank.store.all(
        "SELECT currency, gross_minor, fee_minor, net_minor FROM day_total WHERE account = ? AND day = ?", account, day
    )
    lines = [{**{name: row[name] for name in SHOWN}, "at": instant(row["at"])} for row in rows[:PAGE]]
    return {"day": day, "lines": lines, "totals": totals, "next_cursor": _next_cursor(rows)}


def payouts(bank: Bank, account: str, *, cursor: str) -> Row:
    """What was paid out, newest first."""
    pay_out(bank, account)
    sql = "SELECT * FROM payout WHERE account = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
    rows = bank.store.all(sql, account, _read_cursor(cursor, 2**62), PAGE + 1)
    data = [_shown_payout(row) for row in rows[:PAGE]]
    return {"data": data, "next_cursor": _next_cursor(rows)}


def _shown_payout(row: Row) -> Row:
    names = ("id", "amount_minor", "currency")
    return {**{name: row[name] for name in names}, "on": row["day"], "paid_at": instant(row["paid_at"])}


def _next_cursor(rows: list[Row]) -> str | None:
    return str(rows[PAGE - 1]["seq"]) if len(rows) > PAGE else None


def _read_cursor(text: str, first: int) -> int:
    if not text:
        return first
    if not CURSOR.fullmatch(text):
        raise bad_field("cursor", "use the next_cursor of the page before.")
    return int(text)


def _check_day(day: str) -> None:
    try:
        fine = date.fromisoformat(day).isoformat() == day
    except ValueError:
        fine = False
    if not fine:
        raise Problem("invalid_field", "day: a date like 2026-12-04 is needed.", field="day")
