"""Webhooks: one address for each name of an event."""

from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.clock import instant
from tiwala_sandbox.control import check_notice_url
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.maya import things
from tiwala_sandbox.vendors.maya.dialect import error


def create(call: Call) -> Answer:
    """POST /payments/v1/webhooks."""
    name, url = _asked(call)
    if any(one["name"] == name for one in _known(call)):
        raise error("PY0039")
    now, ident = instant(call.bank.now()), things.new_uuid()
    body = {"id": ident, "name": name, "callbackUrl": url, "createdAt": now, "updatedAt": now}
    return Answer(shelf.keep(call.bank, "webhook", ident, body, account=call.account))


def listing(call: Call) -> Answer:
    """GET /payments/v1/webhooks."""
    rows: Any = _known(call)
    return Answer(rows)


def change(call: Call) -> Answer:
    """PUT /payments/v1/webhooks/{id}."""
    name, url = _asked(call)
    found = _one(call)
    return Answer(shelf.change(call.bank, found["id"], name=name, callbackUrl=url, updatedAt=instant(call.bank.now())))


def remove(call: Call) -> Answer:
    """DELETE /payments/v1/webhooks/{id}."""
    found = _one(call)
    shelf.drop(call.bank, found["id"])
    return Answer(found)


def _asked(call: Call) -> tuple[str, str]:
    name, url = call.json.get("name"), call.json.get("callbackUrl")
    if not isinstance(name, str) or name not in things.TOLD:
        raise error("2553", field="name")
    if not isinstance(url, str) or not url:
        raise error("2553", field="callbackUrl")
    check_notice_url(call.bank, url)
    known = call.bank.account(call.account)
    assert known is not None
    call.bank.keep_account(call.account, notice_url=url, secrets=known["secrets"])
    return name, url


def _one(call: Call) -> Row:
    found = next((one for one in _known(call) if one["id"] == call.path["id"]), None)
    if found is None:
        raise error("PY0038", status=404)
    return found


def _known(call: Call) -> list[Row]:
    return shelf.all_of(call.bank, "webhook", account=call.account)
