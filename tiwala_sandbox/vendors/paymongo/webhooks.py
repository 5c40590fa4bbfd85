"""Webhooks: one address is registered once; each has a secret of its own."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.control import check_notice_url
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo.dialect import error
from tiwala_sandbox.vendors.paymongo.sessions import attributes_of

EVENTS = ("checkout_session.payment.paid", "link.payment.paid", "payment.paid", "payment.failed", "payment.refunded",
          "payment.refund.updated", "qrph.expired", "source.chargeable")  # fmt: skip


def create(call: Call) -> Answer:
    """POST /v1/webhooks."""
    asked = attributes_of(call.json)
    url, events = asked.get("url"), asked.get("events")
    if not isinstance(url, str) or not isinstance(events, list) or any(one not in EVENTS for one in events):
        raise error("parameter_invalid", "url and known events are needed.", attribute="events")
    check_notice_url(call.bank, url)
    if any(one["attributes"]["url"] == url for one in _known(call)):
        raise error("resource_exists", "The url is registered already.", attribute="url")
    now, secret = int(call.bank.now()), new_id("whsk")
    attributes = {"url": url, "events": events, "secret_key": secret, "status": "enabled", "livemode": False}
    body: Row = {
        "id": new_id("hook"),
        "type": "webhook",
        "attributes": attributes | {"created_at": now, "updated_at": now},
    }
    call.bank.keep_account(call.account, notice_url=url, secrets=[secret])
    return Answer({"data": shelf.keep(call.bank, "webhook", body["id"], body, account=call.account)})


def listing(call: Call) -> Answer:
    """GET /v1/webhooks."""
    return Answer({"data": _known(call), "has_more": False})


def _known(call: Call) -> list[Row]:
    return shelf.all_of(call.bank, "webhook", account=call.account)
