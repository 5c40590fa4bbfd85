"""Webhooks: one address is registered once; each has a secret of its own. Events go to the newest address."""

from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.control import check_notice_url
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo.dialect import error
from tiwala_sandbox.vendors.paymongo.events import known_to
from tiwala_sandbox.vendors.paymongo.sessions import attributes_of


def create(call: Call) -> Answer:
    """POST /v1/webhooks."""
    asked = attributes_of(call.json)
    url, events = asked.get("url"), _events(call, asked)
    if not isinstance(url, str) or not url:
        raise error("parameter_required", "url is needed.", attribute="url")
    check_notice_url(call.bank, url)
    if any(one["attributes"]["url"] == url for one in _known(call)):
        raise error("resource_exists", "The url is registered already.", attribute="url")
    now, secret = int(call.bank.now()), new_id("whsk")
    attributes = {
        "url": url,
        "events": events,
        "secret_key": secret,
        "status": "enabled",
        "disabled_reason": None,
        "livemode": False,
        "created_at": now,
        "updated_at": now,
    }
    body: Row = {"id": new_id("hook"), "type": "webhook", "attributes": attributes}
    call.bank.keep_account(call.account, notice_url=url, secrets=[secret])
    return Answer({"data": shelf.keep(call.bank, "webhook", body["id"], body, account=call.account)})


def listing(call: Call) -> Answer:
    """GET /v1/webhooks."""
    return Answer({"data": _known(call), "has_more": False})


def show(call: Call) -> Answer:
    """GET /v1/webhooks/{id}."""
    return Answer({"data": _get(call)})


def update(call: Call) -> Answer:
    """PUT /v1/webhooks/{id}."""
    asked, known = attributes_of(call.json), _get(call)["attributes"]
    url = asked.get("url", known["url"])
    if url != known["url"] and any(one["attributes"]["url"] == url for one in _known(call)):
        raise error("resource_exists", "The url is registered already.", attribute="url")
    check_notice_url(call.bank, url)
    events = _events(call, asked) if "events" in asked else known["events"]
    call.bank.keep_account(call.account, notice_url=url, secrets=[known["secret_key"]])
    return Answer({"data": _change(call, url=url, events=events)})


def enable(call: Call) -> Answer:
    """POST /v1/webhooks/{id}/enable."""
    return Answer({"data": _change(call, status="enabled", disabled_reason=None)})


def disable(call: Call) -> Answer:
    """POST /v1/webhooks/{id}/disable."""
    return Answer({"data": _change(call, status="disabled", disabled_reason="disabled_by_merchant")})


def _events(call: Call, asked: Row) -> list[str]:
    events = asked.get("events")
    if not isinstance(events, list) or not events or any(one not in known_to(call.account) for one in events):
        raise error("parameter_invalid", "known events are needed.", attribute="events")
    return [str(one) for one in events]


def _get(call: Call) -> Row:
    return shelf.get(call.bank, call.path["id"], kind="webhook", account=call.account)


def _change(call: Call, **values: Any) -> Row:
    attributes = _get(call)["attributes"] | values | {"updated_at": int(call.bank.now())}
    return shelf.change(call.bank, call.path["id"], attributes=attributes)


def _known(call: Call) -> list[Row]:
    return shelf.all_of(call.bank, "webhook", account=call.account)
