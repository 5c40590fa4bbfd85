"""Webhook endpoints: where an account's events go. The secret is told once, when the endpoint is made."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.control import check_notice_url
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import forms, showing
from tiwala_sandbox.vendors.stripe.dialect import bad
from tiwala_sandbox.vendors.stripe.events import API_VERSION

MOST = 16


def create(call: Call) -> Answer:
    """POST /v1/webhook_endpoints."""
    asked, bank = forms.values_of(call), call.bank
    url, events = forms.word(asked, "url"), [str(one) for one in forms.listed(asked, "enabled_events")]
    try:
        check_notice_url(bank, url)
    except Problem as problem:
        raise bad("url", "Invalid URL: it must be reachable.", code="url_invalid") from problem
    if not url or not events:
        raise bad("enabled_events" if url else "url", "Missing required param.", code="parameter_missing")
    if len(shelf.all_of(bank, "webhook_endpoint", account=call.account)) >= MOST:
        raise Problem("", f"You have reached the maximum of {MOST} test webhook endpoints.", status=400)
    secret = new_id("whsec")
    body: Row = {
        "id": new_id("we"),
        "object": "webhook_endpoint",
        "api_version": forms.word(asked, "api_version", default=API_VERSION),
        "created": int(bank.now()),
        "description": asked.get("description"),
        "enabled_events": events,
        "livemode": False,
        "metadata": forms.group(asked, "metadata"),
        "status": "enabled",
        "url": url,
    }
    shelf.keep(bank, "webhook_endpoint", body["id"], body, account=call.account)
    bank.keep_account(call.account, notice_url=url, secrets=[secret])
    return showing.one(call, {**body, "secret": secret})


def change(call: Call) -> Answer:
    """POST /v1/webhook_endpoints/{id}."""
    asked, endpoint = forms.values_of(call), _get(call)
    changes: Row = {}
    if "enabled_events" in asked:
        changes["enabled_events"] = [str(one) for one in forms.listed(asked, "enabled_events")]
    if "disabled" in asked:
        changes["status"] = "disabled" if forms.word(asked, "disabled") == "true" else "enabled"
    return showing.one(call, shelf.change(call.bank, endpoint["id"], **changes))


def remove(call: Call) -> Answer:
    """DELETE /v1/webhook_endpoints/{id}."""
    ident = _get(call)["id"]
    shelf.drop(call.bank, ident)
    return Answer({"id": ident, "object": "webhook_endpoint", "deleted": True})


def search(call: Call) -> Answer:
    """GET /v1/webhook_endpoints."""
    return showing.many(call, "webhook_endpoint")


def _get(call: Call) -> Row:
    return shelf.get(call.bank, call.path["id"], kind="webhook_endpoint", account=call.account)
