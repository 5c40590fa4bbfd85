"""What happened, as events to the account's endpoint."""

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.stripe.showing import shown

API_VERSION = "2026-10-28.endive"


def tell(bank: Bank, name: str, thing: Row) -> None:
    """Send an event about a thing, if the endpoint listens for it; inside the transaction of what it tells."""
    account = shelf.account_of(bank, thing["id"])
    endpoints = shelf.all_of(bank, "webhook_endpoint", account=account)
    if endpoints and not any(_listens(one, name) for one in endpoints):
        return
    ident = new_id("evt")
    body: Row = {
        "id": ident,
        "object": "event",
        "api_version": endpoints[0]["api_version"] if endpoints else API_VERSION,
        "created": int(bank.now()),
        "data": {"object": shown(thing)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": name,
    }
    meet(bank, Written(ident, account, thing["id"], name, body))


def _listens(endpoint: Row, name: str) -> bool:
    return endpoint["status"] == "enabled" and bool({name, "*"} & set(endpoint["enabled_events"]))
