"""POST, GET, PUT, DELETE /v1/webhook-events. The salt of one is never told over the API: their site shows it."""

from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.control import check_notice_url
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.hitpay.dialect import wrong, zoned
from tiwala_sandbox.vendors.hitpay.things import fresh, mine, told

OLD: Final = ("charge.created", "charge.updated", "payout.created", "order.created", "order.updated", "invoice.created",
              "invoice.updated", "transfer.created", "transfer.updated")  # fmt: skip
"""What the page of this door lists. An account whose name begins with "old" knows no more."""
NEW: Final = ("charge.failed", "payment_request.completed", "payment_request.failed")


def create(call: Call) -> Answer:
    """Register an address."""
    now = zoned(call.bank.now())
    body = {"id": fresh(), "business_id": call.account, **_asked(call), "created_at": now, "updated_at": now}
    return told(shelf.keep(call.bank, "webhook", body["id"], body, account=call.account), 201)


def listed(call: Call) -> Answer:
    """All of them, as a bare list."""
    rows: Any = shelf.all_of(call.bank, "webhook", account=call.account)
    return Answer(rows)


def change(call: Call) -> Answer:
    """Another address or other events."""
    found = mine(call, "webhook", call.path["id"])
    return told(shelf.change(call.bank, found["id"], **_asked(call), updated_at=zoned(call.bank.now())))


def remove(call: Call) -> Answer:
    """Forget one."""
    found = mine(call, "webhook", call.path["id"])
    shelf.drop(call.bank, found["id"])
    return Answer(None, status=204)


def _asked(call: Call) -> Row:
    name, url, events = (call.json.get(one) for one in ("name", "url", "event_types"))
    if not isinstance(name, str) or not name:
        raise wrong("name")
    if not isinstance(url, str) or not url.startswith("https://"):
        raise wrong("url", "The url must start with one of the following: https")
    known = OLD if call.account.startswith("old") else (*OLD, *NEW)
    if not isinstance(events, list) or not events or any(one not in known for one in events):
        raise wrong("event_types.0", "The selected event_types.0 is invalid.")
    try:
        check_notice_url(call.bank, url)
    except Problem:
        return {"name": name, "url": url, "event_types": events}  # registered; nothing is ever sent off this machine
    account = call.bank.account(call.account)
    assert account is not None
    call.bank.keep_account(call.account, notice_url=url, secrets=account["secrets"])
    return {"name": name, "url": url, "event_types": events}
