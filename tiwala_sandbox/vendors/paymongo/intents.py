"""Payment intents shown and ended; of a session's, the money that was set aside is taken or let go."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo import codes, sessions
from tiwala_sandbox.vendors.paymongo.dialect import error


def show(call: Call) -> Answer:
    """GET /v1/payment_intents/{id}."""
    if codes.is_one(call.bank, call.path["id"]):
        return Answer({"data": codes.get(call.bank, call.path["id"], account=call.account)})
    return Answer({"data": _of(call)[1]})


def capture(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/capture: all of it, or a part; the rest is let go."""
    session, intent = _of(call)
    _must_be_held(intent)
    amount = sessions.attributes_of(call.json).get("amount", intent["attributes"]["amount"])
    if type(amount) is not int or amount < 1:
        raise error("parameter_invalid", "amount is needed.", attribute="amount")
    if amount > intent["attributes"]["amount"]:
        raise error("allowed_amount_exceeded", "amount is more than what was authorized.", attribute="amount")
    return Answer({"data": sessions.take(call.bank, session["id"], amount=amount)["attributes"]["payment_intent"]})


def cancel(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/cancel."""
    if codes.is_one(call.bank, call.path["id"]):
        return codes.cancel(call, codes.get(call.bank, call.path["id"], account=call.account))
    session, intent = _of(call)
    _must_be_held(intent)
    changed = sessions.intent_with(session["attributes"], status="cancelled")
    return Answer(
        {"data": sessions.change(call.bank, session["id"], payment_intent=changed)["attributes"]["payment_intent"]}
    )


def _must_be_held(intent: Row) -> None:
    if intent["attributes"]["status"] != "awaiting_capture":
        raise error("resource_not_awaiting_capture_state", "Nothing is set aside.")


def _of(call: Call) -> tuple[Row, Row]:
    shelf.get(call.bank, call.path["id"], kind="intent", account=call.account)
    row = shelf.find(call.bank, call.path["id"])
    assert row is not None
    session = sessions.get(call.bank, row["parent"], account=call.account)
    return session, session["attributes"]["payment_intent"]
