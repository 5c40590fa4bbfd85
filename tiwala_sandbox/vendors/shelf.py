"""What a stand-in keeps: things with their JSON, found by id, by the merchant's reference, by their parent."""

import json
from collections.abc import Callable
from typing import Any

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import missing
from tiwala_sandbox.store import Row

MOST = 1000


def keep(  # noqa: PLR0913 -- one row
    bank: Bank, kind: str, ident: str, body: Row, *, account: str, reference: str = "", parent: str = ""
) -> Row:
    """Put a new thing on the shelf; its JSON comes back."""
    row = {"id": ident, "kind": kind, "account": account, "reference": reference, "parent": parent, "at": bank.now()}
    bank.store.add("thing", {**row, "body": json.dumps(body)})
    return body


def change(bank: Bank, ident: str, **values: Any) -> Row:
    """Set some of a thing's values; all of it comes back. Call it inside the transaction that looked."""
    body = get(bank, ident) | values
    bank.store.run("UPDATE thing SET body = ? WHERE id = ?", json.dumps(body), ident)
    return body


def drop(bank: Bank, ident: str) -> None:
    """Take a thing off the shelf."""
    bank.store.run("DELETE FROM thing WHERE id = ?", ident)


def get(bank: Bank, ident: str, *, kind: str = "", account: str = "") -> Row:
    """A thing's JSON; refuses one that is not there, of another kind, or of another account."""
    found = find(bank, ident)
    if found is None or (kind and found["kind"] != kind) or (account and found["account"] != account):
        raise missing(kind or "thing")
    body: Row = found["body"]
    return body


def find(bank: Bank, ident: str) -> Row | None:
    """A thing's row, its body read; None when it is not there."""
    row = bank.store.one("SELECT * FROM thing WHERE id = ?", ident)
    return None if row is None else {**row, "body": json.loads(row["body"])}


def account_of(bank: Bank, ident: str) -> str:
    """Whose a thing is."""
    found = find(bank, ident)
    if found is None:
        raise missing("thing")
    return str(found["account"])


def by_reference(bank: Bank, kind: str, reference: str, *, account: str) -> list[Row]:
    """The things of a kind under the merchant's own reference, newest first."""
    return _bodies(bank, "account = ? AND kind = ? AND reference = ?", account, kind, reference)


def children(bank: Bank, parent: str, kind: str) -> list[Row]:
    """The things of a kind that belong to another, newest first."""
    return _bodies(bank, "parent = ? AND kind = ?", parent, kind)


def between(bank: Bank, kind: str, since: float, until: float, *, account: str) -> list[Row]:
    """The things of a kind made from `since` to before `until` (unix seconds), newest first."""
    return _bodies(bank, "account = ? AND kind = ? AND at >= ? AND at < ?", account, kind, since, until)


def all_of(bank: Bank, kind: str, *, account: str, fits: Callable[[Row], bool] = bool) -> list[Row]:
    """The things of a kind that fit, newest first."""
    return [body for body in _bodies(bank, "account = ? AND kind = ?", account, kind) if fits(body)]


def _bodies(bank: Bank, where: str, *values: Any) -> list[Row]:
    rows = bank.store.all(f"SELECT body FROM thing WHERE {where} ORDER BY seq DESC LIMIT {MOST}", *values)  # noqa: S608 -- `where` is written above
    return [json.loads(row["body"]) for row in rows]
