"""PayPal accounts that their owners let a merchant keep: charged by a token, ended by the merchant."""

import json

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paypal import orders


def place(body: bytes) -> str:
    """Where a new order is met by faults: a charge of a kept account takes money at once, a page does not."""
    try:
        return "charge" if _token(json.loads(body)) else "start"
    except (ValueError, RecursionError):
        return "start"


def create(call: Call) -> Answer:
    """POST /v2/checkout/orders: a page, or with `vault_id` the money at once."""
    token = _token(call.json)
    if not token:
        return orders.create(call)
    found = shelf.find(call.bank, token)
    if found is None or found["kind"] != "kept" or found["account"] != call.account:
        raise Problem("token_id_not_found", "Specified token was not found.")
    if found["body"].get("_dry"):
        raise Problem("instrument_declined", "The instrument presented was declined.")
    made = orders.order_of(call)
    take = orders.set_aside if made["_intent"] == "AUTHORIZE" else orders.take_all
    take(call.bank, made)
    orders.done(call.bank, made)
    return Answer(orders.in_full(call.bank, made["id"]), status=201)


def forget(call: Call) -> Answer:
    """DELETE /v3/vault/payment-tokens/{id}."""
    try:
        found = shelf.get(call.bank, call.path["id"], kind="kept", account=call.account)
    except Problem as problem:
        raise Problem("resource_not_found", "The specified resource does not exist.", status=404) from problem
    shelf.drop(call.bank, found["id"])
    return Answer(None, status=204)


def run_dry(bank: Bank, ident: str, _: Row) -> Row:
    """Nothing can be had from this account any more."""
    shelf.get(bank, ident, kind="kept")
    return shelf.change(bank, ident, _dry=True)


def _token(asked: object) -> str:
    for name in ("payment_source", "paypal", "vault_id"):
        asked = asked.get(name) if isinstance(asked, dict) else None
    return asked if isinstance(asked, str) else ""
