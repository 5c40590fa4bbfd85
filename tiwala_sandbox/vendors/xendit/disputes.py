"""A payer's bank takes money back: opened and decided by control, looked up at /v1/disputes."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit import books
from tiwala_sandbox.vendors.xendit.dialect import stamp
from tiwala_sandbox.vendors.xendit.money import fixed
from tiwala_sandbox.vendors.xendit.things import fresh, mine, told, write

SEVEN_DAYS = 7 * 86400


def open_dispute(bank: Bank, payment: Row, amount: int) -> Row:
    """The bank disputes; the money is held at once."""
    ident, now = fresh("mi-dspt"), bank.now()
    body = {
        "id": ident,
        "created_at": stamp(now),
        "updated_at": stamp(now),
        "channel_code": payment["channel_code"],
        "status": "ACTION_REQUIRED",
        "currency": payment["currency"],
        "amount": {"initial": fixed(amount), "terminal": None},
        "note": None,
        "due_date": stamp(now + SEVEN_DAYS),
        "evidences": [],
        "category": {"name": "fraud", "allowed_evidence": []},
        "related_disputes": [],
        "payment_id": payment["payment_id"],
        "reference_id": payment["reference_id"],
        "_minor": amount,
        "_account": payment["_account"],
    }
    shelf.keep(bank, "dispute", ident, body, account=payment["_account"], parent=payment["payment_id"])
    books.charged_back(bank, body, is_in=False)
    _tell(bank, "dispute.action_required", body)
    return body


def decide(bank: Bank, ident: str, *, won: bool) -> Row:
    """The bank decides; what was held comes back when we won."""
    status, why = ("WON", "CHALLENGED") if won else ("LOST", "EXCEEDED_DEADLINE")
    amount = shelf.get(bank, ident)["amount"]
    ended = {"amount": {**amount, "terminal": amount["initial"]}, "updated_at": stamp(bank.now())}
    body = shelf.change(bank, ident, status=status, status_reason=why, **ended)
    if won:
        books.charged_back(bank, body, is_in=True)
    _tell(bank, f"dispute.{status.lower()}", body)
    return body


def _tell(bank: Bank, event: str, body: Row) -> None:
    """These notices have no envelope."""
    flat = {name: value for name, value in body.items() if not name.startswith("_") and name != "evidences"}
    write(bank, event, {"event": event, **flat}, about=body["id"])


def show(call: Call) -> Answer:
    """A dispute by its id."""
    return told(mine(call, "dispute", "id"))
