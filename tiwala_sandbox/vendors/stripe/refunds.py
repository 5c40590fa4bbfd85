"""Refunds: by the merchant's program, or from the dashboard."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import balance, forms, money, showing
from tiwala_sandbox.vendors.stripe.events import tell

FATES = {7753: "pending", 7752: "failed"}
"""Amounts that play something: a bank that takes its time, a bank that turns the money down."""


def create(call: Call) -> Answer:
    """POST /v1/refunds by payment_intent or charge."""
    asked = forms.values_of(call)
    charge = _charge(call, asked)
    left = charge["amount"] - charge["amount_refunded"]
    if left <= 0 and charge["captured"]:
        raise Problem("charge_already_refunded", "Charge has already been refunded.", status=400)
    amount = forms.whole(asked, "amount", default=left)
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Problem("", message, status=400, param="amount")
    made = make(call.bank, charge, amount, metadata=forms.group(asked, "metadata"))
    return showing.one(call, made)


def _charge(call: Call, asked: forms.Values) -> Row:
    intent = forms.word(asked, "payment_intent")
    if intent:
        found = shelf.find(call.bank, intent)
        if found is None or found["account"] != call.account:
            raise Problem("resource_missing", "No such payment_intent.", status=404, param="payment_intent")
        ident = found["body"]["latest_charge"]
    else:
        ident = forms.word(asked, "charge")
    charge = shelf.find(call.bank, ident or "")
    if charge is None or charge["account"] != call.account or not charge["body"]["captured"]:
        raise Problem("", "This PaymentIntent does not have a successful charge to refund.", status=400)
    if charge["body"]["disputed"]:
        raise Problem("charge_disputed", "Charge has been charged back; cannot issue a refund.", status=400)
    body: Row = charge["body"]
    return body


def make(bank: Bank, charge: Row, amount: int, *, metadata: Row) -> Row:
    """Give back so much of a charge. What fails is put back at once."""
    status, account = FATES.get(amount, "succeeded"), shelf.account_of(bank, charge["id"])
    body = {**money.refund_of(bank, charge, amount), "metadata": metadata, "status": status}
    if status == "failed":
        body["failure_reason"] = "declined"
    shelf.keep(bank, "refund", body["id"], body, account=account, parent=charge["id"])
    if status != "failed":
        moved = balance.move(bank, body, "refund", amount=-amount)
        body = shelf.change(bank, body["id"], balance_transaction=moved)
        gone = charge["amount_refunded"] + amount
        charge = shelf.change(bank, charge["id"], amount_refunded=gone, refunded=gone == charge["amount"])
        tell(bank, "charge.refunded", charge)
    tell(bank, "refund.failed" if status == "failed" else "refund.created", body)
    return body


def settle(bank: Bank, refund: Row) -> Row:
    """A slow bank has taken the money."""
    if refund["status"] != "pending":
        raise Problem("", "Nothing is pending.", status=400)
    refund = shelf.change(bank, refund["id"], status="succeeded")
    tell(bank, "refund.updated", refund)
    return refund


def show(call: Call) -> Answer:
    """GET /v1/refunds/{id}."""
    return showing.one(call, shelf.get(call.bank, call.path["id"], kind="refund", account=call.account))


def search(call: Call) -> Answer:
    """GET /v1/refunds, of one intent or charge or all."""
    wanted = {name: call.query[name] for name in ("payment_intent", "charge") if name in call.query}
    return showing.many(call, "refund", fits=lambda body: all(body[name] == value for name, value in wanted.items()))
