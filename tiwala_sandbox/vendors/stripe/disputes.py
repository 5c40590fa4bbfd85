"""Disputes: the payer's bank asks, or takes the money back."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import balance, forms, showing
from tiwala_sandbox.vendors.stripe.events import tell

ANSWER_WITHIN_S = 9 * 86_400
WARNING = "radar.early_fraud_warning"
OPEN = ("needs_response", "warning_needs_response")
REVIEWED = {"needs_response": "under_review", "warning_needs_response": "warning_under_review"}


def begin(bank: Bank, charge: Row, *, amount: int, only_asks: bool, reason: str) -> Row:
    """The payer's bank disputes a charge; unless it only asks, the money goes at once, with a fee."""
    if charge["disputed"] or not charge["captured"] or amount > charge["amount"] - charge["amount_refunded"]:
        raise Problem("charge_disputed", "This charge cannot be disputed so.", status=400)
    account = shelf.account_of(bank, charge["id"])
    body: Row = {
        "id": new_id("dp"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": int(bank.now()),
        "currency": charge["currency"],
        "evidence": {"uncategorized_text": None},
        "evidence_details": {
            "due_by": int(bank.now()) + ANSWER_WITHIN_S,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": only_asks,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "warning_needs_response" if only_asks else "needs_response",
    }
    shelf.keep(bank, "dispute", body["id"], body, account=account, parent=charge["id"])
    shelf.change(bank, charge["id"], disputed=not only_asks)
    if not only_asks:
        body = _moved(bank, body, "dispute", -amount, fee=balance.DISPUTE_FEE_MINOR)
    tell(bank, "charge.dispute.created", body)
    return body


def warn(bank: Bank, charge: Row, *, fraud_type: str) -> Row:
    """The payer's bank says that a charge may be fraud; no money moves."""
    account = shelf.account_of(bank, charge["id"])
    body: Row = {
        "id": new_id("issfr"),
        "object": WARNING,
        "actionable": not charge["disputed"] and not charge["refunded"],
        "charge": charge["id"],
        "created": int(bank.now()),
        "fraud_type": fraud_type,
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    shelf.keep(bank, WARNING, body["id"], body, account=account, parent=charge["id"])
    tell(bank, f"{WARNING}.created", body)
    return body


def show_warning(call: Call) -> Answer:
    """GET /v1/radar/early_fraud_warnings/{id}."""
    return showing.one(call, shelf.get(call.bank, call.path["id"], kind=WARNING, account=call.account))


def _moved(bank: Bank, dispute: Row, kind: str, amount: int, *, fee: int = 0) -> Row:
    ident = balance.move(bank, dispute, kind, amount=amount, fee=fee)
    moved = [*dispute["balance_transactions"], shelf.get(bank, ident)]
    return shelf.change(bank, dispute["id"], balance_transactions=moved)


def end(bank: Bank, dispute: Row, *, won: bool) -> Row:
    """The payer's bank has decided; money won comes back, without the fee."""
    if dispute["status"] in ("won", "lost", "warning_closed"):
        raise Problem("", "This dispute is closed.", status=400)
    only_asked = dispute["status"].startswith("warning_")
    status = "warning_closed" if only_asked else ("won" if won else "lost")
    dispute = shelf.change(bank, dispute["id"], status=status)
    if status == "won":
        dispute = _moved(bank, dispute, "dispute_reversal", dispute["amount"])
        shelf.change(bank, dispute["charge"], disputed=False)
    tell(bank, "charge.dispute.closed", dispute)
    return dispute


def show(call: Call) -> Answer:
    """GET /v1/disputes/{id}."""
    return showing.one(call, _get(call))


def search(call: Call) -> Answer:
    """GET /v1/disputes, newest first, of one intent or charge or all."""
    wanted = {name: call.query[name] for name in ("payment_intent", "charge") if name in call.query}
    return showing.many(call, "dispute", fits=lambda body: all(body[name] == value for name, value in wanted.items()))


def answer(call: Call) -> Answer:
    """POST /v1/disputes/{id}: evidence is staged until it is submitted, and submitted once."""
    dispute, asked = _get(call), forms.values_of(call)
    if dispute["status"] not in OPEN:
        raise Problem("", "This dispute takes no evidence any more.", status=400)
    given = {**dispute["evidence"], **forms.group(asked, "evidence")}
    details = {**dispute["evidence_details"], "has_evidence": True}
    changes: Row = {"evidence": given}
    if forms.word(asked, "submit", default="true") == "true":
        details["submission_count"] += 1
        changes["status"] = REVIEWED[dispute["status"]]
    dispute = shelf.change(call.bank, dispute["id"], evidence_details=details, **changes)
    tell(call.bank, "charge.dispute.updated", dispute)
    return showing.one(call, dispute)


def _get(call: Call) -> Row:
    return shelf.get(call.bank, call.path["id"], kind="dispute", account=call.account)
