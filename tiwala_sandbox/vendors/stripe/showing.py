"""Things as Stripe shows them: single, opened where asked, and in lists a page at a time."""

from collections.abc import Callable
from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import forms
from tiwala_sandbox.vendors.stripe.dialect import bad

MOST_DEEP = 4
FOLDERS = {"session": "checkout/"}


def shown(body: Row) -> Row:
    """Without what is the bank's own business."""
    return {name: value for name, value in body.items() if not name.startswith("_")}


def one(call: Call, body: Row, *, status: int = 200) -> Answer:
    """The answer about one thing, opened as the call asks."""
    asked = forms.listed(forms.values_of(call), "expand") if call.form else forms.listed(queried(call), "expand")
    return Answer(opened(call.bank, shown(body), asked), status=status)


def queried(call: Call) -> forms.Values:
    """What is asked in the address."""
    return forms.nest(call.query.items())


def opened(bank: Bank, body: Row, paths: list[Any]) -> Row:
    """Ids replaced by the things themselves along each path, at most four deep."""
    for path in paths:
        names = str(path).split(".")
        if len(names) > MOST_DEEP:
            raise bad("expand", "You cannot expand more than 4 levels of a property.")
        _open(bank, body, names)
    return body


def _open(bank: Bank, body: Row, names: list[str]) -> None:
    name, *more = names
    if name not in body:
        raise bad("expand", f"This property cannot be expanded ({name}).")
    value = body[name]
    if isinstance(value, str):
        row = shelf.find(bank, value)
        value = body[name] = shown(row["body"]) if row else value
    for inner in value if isinstance(value, list) else [value]:
        if more and isinstance(inner, dict):
            _open(bank, inner, more)


def many(call: Call, kind: str, *, fits: Callable[[Row], bool] = bool) -> Answer:
    """A list, newest first: `created`, `limit`, `starting_after`, `ending_before` and `expand` as they have it."""
    asked = queried(call)
    found = shelf.all_of(call.bank, kind, account=call.account, fits=lambda body: fits(body) and _is_in(body, asked))
    limit = forms.whole(asked, "limit", default=10)
    if not 1 <= limit <= 100:  # noqa: PLR2004 - theirs
        raise bad("limit", "This value must be between 1 and 100.")
    found = _from(found, forms.word(asked, "starting_after"))
    page: Row = {
        "object": "list",
        "url": f"/v1/{FOLDERS.get(kind, '')}{kind}s",
        "has_more": len(found) > limit,
        "data": [shown(body) for body in found[:limit]],
    }
    if page["data"]:
        page = opened(call.bank, page, forms.listed(asked, "expand"))
    return Answer(page)


def _from(found: list[Row], after: str) -> list[Row]:
    if not after:
        return found
    places = [place for place, body in enumerate(found) if body["id"] == after]
    if not places:
        raise Problem("resource_missing", f"No such object: '{after}'", status=400, param="starting_after")
    return found[places[0] + 1 :]


def _is_in(body: Row, asked: forms.Values) -> bool:
    when = asked.get("created", {})
    bounds = when if isinstance(when, dict) else {"gte": when, "lte": when}
    at = int(body["created"])
    ways: dict[str, Callable[[int], bool]] = {
        "gt": lambda edge: at > edge,
        "gte": lambda edge: at >= edge,
        "lt": lambda edge: at < edge,
        "lte": lambda edge: at <= edge,
    }
    if not set(bounds) <= set(ways):
        raise bad("created", "Invalid created.")
    return all(ways[name](forms.whole(bounds, name)) for name in bounds)
