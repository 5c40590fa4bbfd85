"""Saved methods: GET /v3/payment_tokens/{id} and its cancel."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit.dialect import must_say_version, stamp
from tiwala_sandbox.vendors.xendit.things import change, fresh, mine, tell, told


def make(bank: Bank, payment: Row) -> Row:
    """The payer let a method be kept."""
    ident, now = fresh("pt"), stamp(bank.now())
    body = {
        "payment_token_id": ident,
        "business_id": payment["_account"],
        "reference_id": payment["reference_id"],
        "country": "PH",
        "currency": "PHP",
        "channel_code": payment["channel_code"],
        "channel_properties": payment["channel_properties"],
        "actions": [],
        "status": "ACTIVE",
        "created": now,
        "updated": now,
    }
    shelf.keep(bank, "token", ident, body, account=payment["_account"])
    tell(bank, "payment_token.activation", body, about=ident)
    return body


def show(call: Call) -> Answer:
    """A token by its id."""
    must_say_version(call.headers)
    return told(mine(call, "token", "id"))


def cancel(call: Call) -> Answer:
    """End a token."""
    must_say_version(call.headers)
    body = mine(call, "token", "id")
    if body["status"] != "ACTIVE":
        raise Problem("INACTIVE_PAYMENT_REQUEST", "Already inactive.", status=400)
    return told(change(call.bank, body["payment_token_id"], status="CANCELED"))
